import type { Charge } from '../../db/charges';
import { newId } from '../../shared/ids';
import { multiplyMoney } from '../../shared/money';

/**
 * The charge for one cause by an account's price list; null where the list has no price for the kind, as then nothing
 * is charged. `cause` makes it unique in the account, whatever is retried or delivered twice.
 */
export function chargeFor(input: {
  accountId: string;
  userKey: string;
  requestId: string | null;
  priceList: Record<string, number>;
  currency: string;
  kind: string;
  quantity?: number;
  unitPrice?: number | null;
  description: string;
  cause: string;
  now: number;
}): Charge | null {
  const { accountId, userKey, requestId, priceList, currency, kind, quantity = 1, description, cause, now } = input;
  const unitPrice = input.unitPrice ?? (Object.hasOwn(priceList, kind) ? priceList[kind] : undefined);
  if (unitPrice === undefined) return null;
  return {
    chargeId: newId('chg'),
    accountId,
    userKey,
    requestId,
    kind,
    description,
    quantity,
    unitPrice,
    amount: multiplyMoney(unitPrice, quantity),
    currency,
    cause,
    createdAt: now,
  };
}
