import type { Progress } from '../../../db/run-statements';
import type { JsonObject } from '../../../shared/json';
import { formatMoney } from '../../../shared/money';
import { chargeFor } from '../../charges/charge-for';
import { STALL_MS } from '../../requests/wake-times';
import type { EffectContext } from '../durable-effects';
import type { At } from '../effects';

type Input = { kind: string; quantity: number; unitPrice: number | null; description: string };

/** Whether the amount would be past what is counted exactly. */
export const isTooLarge = ({ kind, quantity, unitPrice }: Input, priceList: Record<string, number>): boolean =>
  !Number.isSafeInteger((unitPrice ?? priceList[kind] ?? 0) * quantity);

/** Writes a line of the flow's own in the ledger. */
export async function performCharge(
  { deps, loaded, accountId, requestId }: EffectContext,
  at: At,
  progress: Progress,
  input: Input,
): Promise<JsonObject | null> {
  const now = deps.now();
  const { priceList, currency } = loaded.account;
  const cause = `step:${requestId}:${at.step}:${at.visit}`;
  const { userKey } = loaded.request;
  const run = { accountId, requestId, progress, now, wakeAt: now + STALL_MS };
  const charge = isTooLarge(input, priceList)
    ? null
    : chargeFor({ accountId, requestId, userKey, priceList, currency, ...input, cause, now });
  if (!charge) {
    const begun = await deps.runLog.beginStep({ ...run, at: { ...at, detail: {} } });
    const code = isTooLarge(input, priceList) ? 'amount_too_large' : 'no_price';
    return begun.live ? { written: false, code, now } : null;
  }
  const detail = { charge_id: charge.chargeId, kind: charge.kind, amount: formatMoney(charge.amount, 4), currency };
  const result = { written: true, now };
  const written = await deps.runLog.writeStep({ ...run, at: { ...at, detail }, result, charge });
  return written.live ? result : null;
}
