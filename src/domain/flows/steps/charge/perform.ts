import type { RunProgress } from '../../../../db/runs/run-statements';
import { stepChargeKey } from '../../../../shared/crypto/dedupe-key';
import type { JsonObject } from '../../../../shared/json/json';
import { newCharge } from '../../../charges/new-charge';
import { priceCharge } from '../../../charges/price-charge';
import { STALL_MS } from '../../../requests/next-check-times';
import type { DurableRun } from '../../engine/durable-run';
import type { StepIteration } from '../../engine/step-iteration';

export type ChargeInput = { kind: string; quantity: number; unitPrice: number | null; description: string };

/** Writes the charge with its step. Returns null when the request has ended. */
export async function performCharge(
  { deps, loaded, accountId, requestId }: DurableRun,
  at: StepIteration,
  progress: RunProgress,
  input: ChargeInput,
): Promise<JsonObject | null> {
  const now = deps.now();
  const dedupeKey = stepChargeKey({ requestId, ...at });
  const { userKey } = loaded.request;
  const result = { written: true, now };
  const charge = newCharge({ accountId, requestId, userKey, ...input, dedupeKey, now });
  const run = { accountId, requestId, at, progress, result, now, nextCheckAt: now + STALL_MS, charge };
  const done = await deps.runLog.writeCharge(run);
  if (!done.live) return null;
  if (done.written) return result;
  const price = priceCharge(input, done.priceList);
  return { written: false, code: price.ok ? 'no_price' : price.code, now };
}
