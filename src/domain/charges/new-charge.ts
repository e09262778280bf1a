import type { NewCharge } from '../../db/charges/charges';
import { newId } from '../../shared/crypto/ids';

/**
 * Makes a charge, unique in the account by `dedupeKey`. Without a unit price it is priced when it is written, by the
 * account's price list at that time.
 */
export const newCharge = ({
  accountId,
  userKey,
  requestId,
  kind,
  quantity = 1,
  unitPrice = null,
  description,
  dedupeKey,
  now,
}: {
  accountId: string;
  userKey: string;
  requestId: string | null;
  kind: string;
  quantity?: number;
  unitPrice?: number | null;
  description: string;
  dedupeKey: string;
  now: number;
}): NewCharge => ({
  chargeId: newId('chg'),
  accountId,
  userKey,
  requestId,
  kind,
  description,
  quantity,
  unitPrice,
  dedupeKey,
  createdAt: now,
});
