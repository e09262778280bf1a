import { z } from 'zod';
import type { Charge } from '../../db/charges/charges';
import type { Message, MessageStatusRow } from '../../db/messages/messages';
import { statusesInOrder } from '../../domain/messages/statuses-in-order';
import { messageChargeKey } from '../../shared/crypto/dedupe-key';
import { MESSAGE_STATUSES } from '../../shared/flows/statuses';
import type { JsonObject } from '../../shared/json/json';
import { formatMoney } from '../../shared/numbers/money';
import { formatInstant } from '../../shared/time/time-zone';
import { Instant, JsonRecord, LEDGER_DECIMALS, Money } from './common';

export const MessageResource = z
  .object({
    message_id: z.string(),
    channel_id: z.string(),
    request_id: z.string().nullable(),
    direction: z.enum(['in', 'out']),
    user_key: z.string(),
    address: z.string(),
    wamid: z.string().nullable(),
    kind: z.string(),
    content: JsonRecord,
    status: z.enum(MESSAGE_STATUSES),
    statuses: z.array(JsonRecord),
    category: z.string().nullable(),
    cost: z
      .object({ charge_id: z.string(), kind: z.string(), amount: Money, currency: z.string() })
      .nullable()
      .meta({ description: 'The charge for the message; null if it was not charged' }),
    media: z
      .object({
        state: z.enum(['pending', 'stored', 'failed']),
        mime_type: z.string().nullable(),
        filename: z.string().nullable(),
        size: z.number().int().nullable(),
        error: z.string().nullable(),
      })
      .nullable()
      .meta({ description: 'The file of the message; GET /v1/messages/{id}/media returns a download URL' }),
    created_at: Instant,
  })
  .meta({ id: 'Message' });

export const presentStatuses = (
  inOrder: Pick<MessageStatusRow, 'status' | 'at' | 'detail'>[],
  zone: string,
): JsonObject[] =>
  inOrder.map(({ status, at, detail }) => ({
    status,
    at: formatInstant(at, zone),
    ...detail,
  }));

export function presentMessage(
  message: Message,
  links: { statuses: MessageStatusRow[]; charges: Charge[] },
  zone: string,
): z.infer<typeof MessageResource> {
  const { media } = message;
  const charge = links.charges.find(({ dedupeKey }) => dedupeKey === messageChargeKey(message.messageId));
  return {
    message_id: message.messageId,
    channel_id: message.channelId,
    request_id: message.requestId,
    direction: message.direction,
    user_key: message.userKey,
    address: message.address,
    wamid: message.wamid,
    kind: message.kind,
    content: message.content,
    status: message.status,
    statuses: presentStatuses(statusesInOrder(links.statuses, message.messageId), zone),
    category: message.category,
    cost: charge
      ? {
          charge_id: charge.chargeId,
          kind: charge.kind,
          amount: formatMoney(charge.amount, LEDGER_DECIMALS),
          currency: charge.currency,
        }
      : null,
    media: media && {
      state: media.state,
      mime_type: media.mime_type,
      filename: media.filename,
      size: media.size,
      error: media.error,
    },
    created_at: formatInstant(message.createdAt, zone),
  };
}
