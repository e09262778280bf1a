import { z } from 'zod';
import type { Message, MessageStatusRow } from '../../db/messages';
import type { JsonObject } from '../../shared/json';
import { MESSAGE_STATUSES } from '../../shared/statuses';
import { formatInstant } from '../../shared/zone';
import { Instant, JsonRecord } from './common';

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
    created_at: Instant,
  })
  .meta({ id: 'Message' });

export function presentMessage(
  message: Message,
  statuses: MessageStatusRow[],
  zone: string,
): z.infer<typeof MessageResource> {
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
    statuses: statuses
      .filter(({ messageId }) => messageId === message.messageId)
      .map(({ status, at, detail }): JsonObject => ({ status, at: formatInstant(at, zone), ...detail })),
    category: message.category,
    created_at: formatInstant(message.createdAt, zone),
  };
}
