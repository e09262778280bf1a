import type { Progress } from '../../../../db/run-statements';
import type { JsonObject } from '../../../../shared/json';
import { chargeFor } from '../../../charges/charge-for';
import { priced } from '../../../charges/priced';
import { STALL_MS } from '../../../requests/wake-times';
import type { EffectContext } from '../../engine/durable-effects';
import type { At } from '../../engine/effects';

type Input = { kind: string; quantity: number; unitPrice: number | null; description: string };

/** Writes a line of the flow's own in the ledger. */
export async function performCharge(
  { deps, loaded, accountId, requestId }: EffectContext,
  at: At,
  progress: Progress,
  input: Input,
): Promise<JsonObject | null> {
  const now = deps.now();
  const cause = `step:${requestId}:${at.step}:${at.visit}`;
  const { userKey } = loaded.request;
  const result = { written: true, now };
  const charge = chargeFor({ accountId, requestId, userKey, ...input, cause, now });
  const run = { accountId, requestId, at, progress, result, now, wakeAt: now + STALL_MS, charge };
  const done = await deps.runLog.writeCharge(run);
  if (!done.live) return null;
  if (done.written) return result;
  const price = priced(input, done.priceList);
  return { written: false, code: price.ok ? 'no_price' : price.code, now };
}
