import type { NewCharge } from '../../db/charges/charges';
import { messageChargeKey } from '../../shared/crypto/dedupe-key';
import { newCharge } from './new-charge';

/** Returns the kind and description of a message's charge. The account's price list has a price for each kind. */
export const messageChargeType = (category: string) => ({
  kind: `message.${category}`,
  description: `WhatsApp, ${category}`,
});

/**
 * Makes the charge of a message, unique by its id, for a write that takes the customer and the request from the message's row.
 * It is priced when it is written.
 */
export const newMessageCharge = (
  { accountId, messageId }: { accountId: string; messageId: string },
  category: string,
  now: number,
): NewCharge =>
  newCharge({
    accountId,
    userKey: '',
    requestId: null,
    ...messageChargeType(category),
    dedupeKey: messageChargeKey(messageId),
    now,
  });
