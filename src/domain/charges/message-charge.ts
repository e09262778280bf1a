import type { NewCharge } from '../../db/charges';
import type { Message } from '../../db/messages';
import { messageChargeKey } from '../../shared/dedupe-key';
import { newCharge } from './new-charge';

/** Returns the kind and description of a message's charge. The account's price list has a price for each kind. */
export const messageChargeType = (category: string) => ({
  kind: `message.${category}`,
  description: `WhatsApp, ${category}`,
});

/** Makes the charge of a message, unique by its id. It is priced when it is written. */
export const newMessageCharge = (message: Message, category: string, now: number): NewCharge =>
  newCharge({ ...message, ...messageChargeType(category), dedupeKey: messageChargeKey(message.messageId), now });
