import type { NewCharge } from '../../db/charges';
import type { Message } from '../../db/messages';
import { messageChargeKey } from '../../shared/dedupe-key';
import { newCharge } from './new-charge';

/** Returns what a message is charged as, by the category in which Meta bills it. The account's price list has the price by `kind`. */
export const messageChargeType = (category: string) => ({
  kind: `message.${category}`,
  description: `WhatsApp, ${category}`,
});

/** Makes the charge of a message, unique by its id. It is priced when it is written. */
export const newMessageCharge = (message: Message, category: string, now: number): NewCharge =>
  newCharge({ ...message, ...messageChargeType(category), dedupeKey: messageChargeKey(message.messageId), now });
