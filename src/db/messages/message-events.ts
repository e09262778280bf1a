import { and, eq, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { type DraftColumns, insertOutboxEvents, type OutboxDraft } from '../events/outbox';
import { messageStatuses, messages } from '../schema';
import type { Database } from '../sql/database';

type Message = typeof messages.$inferSelect;

const m = alias(messages, 'm');

/** Returns the statements that write an event for each message of a customer that is not stored yet; they stand before its insert. */
export function insertReceivedEvents(db: Database, received: Message[], now: number) {
  // Meta may send a message twice in one delivery.
  const byMetaId = new Map(received.map((message) => [`${message.channelId} ${message.wamid}`, message]));
  const drafts = [...byMetaId.values()].map((message) => {
    const { accountId, messageId, channelId, wamid, requestId, kind, createdAt } = message;
    const facts = {
      message_id: messageId,
      channel_id: channelId,
      request_id: requestId,
      direction: 'in',
      kind,
      happened_at: createdAt,
      wamid,
    };
    return { accountId, type: 'message.received' as const, objectId: messageId, facts };
  });
  return insertOutboxEvents(db, drafts, now, {
    where: ({ facts }) => sql`not exists (select 1 from ${messages} where
      ${eq(messages.channelId, sql`${facts} ->> 'channel_id'`)} and ${eq(messages.wamid, sql`${facts} ->> 'wamid'`)})`,
    facts: ({ facts }) => sql`json_remove(${facts}, '$.wamid')`,
  });
}

/** A status of an outgoing message by our id, and why it failed. `channelId`: only if the message is of this channel. */
type OutgoingStatus = {
  accountId: string;
  messageId: string;
  channelId: string | null;
  status: string;
  at: number;
  errorCodes: string[];
};

/** The statuses that are events. */
const STATUS_EVENTS = {
  sent: 'message.sent',
  delivered: 'message.delivered',
  read: 'message.read',
  failed: 'message.failed',
} as const;

const messageOf = ({ accountId, objectId, facts }: DraftColumns) =>
  sql`${and(eq(m.messageId, objectId), eq(m.accountId, accountId))}
    and ${m.channelId} = coalesce(${facts} ->> 'channel_id', ${m.channelId})`;

/**
 * Returns the statements that write an event for each new status of an existing message. They stand before the statements that
 * write the statuses.
 */
export function insertStatusEvents(db: Database, statuses: OutgoingStatus[], now: number) {
  const firsts = new Map<string, OutboxDraft>();
  for (const { accountId, messageId, channelId, status, at, errorCodes } of statuses) {
    const key = `${messageId} ${status}`;
    if (firsts.has(key) || !Object.hasOwn(STATUS_EVENTS, status)) continue;
    const type = STATUS_EVENTS[status as keyof typeof STATUS_EVENTS];
    const facts = { channel_id: channelId, status, at, errors: errorCodes };
    firsts.set(key, { accountId, type, objectId: messageId, facts });
  }
  return insertOutboxEvents(db, [...firsts.values()], now, {
    where: (draft) => sql`exists (select 1 from ${messages} m where ${messageOf(draft)}
      and not (${draft.type} = 'message.failed' and ${m.status} = 'failed'))
      and not exists (select 1 from ${messageStatuses} where ${messageStatuses.messageId} = ${draft.objectId}
        and ${messageStatuses.status} = ${draft.facts} ->> 'status')`,
    facts: (draft) => {
      const facts = sql`(select json_object('message_id', ${m.messageId}, 'channel_id', ${m.channelId}, 'request_id',
        ${m.requestId}, 'direction', 'out', 'kind', ${m.kind}, 'happened_at', ${draft.facts} ->> 'at')
        from ${messages} m where ${messageOf(draft)})`;
      const errors = sql`json(${draft.facts} -> 'errors')`;
      return sql`iif(${draft.type} = 'message.failed', json_set(${facts}, '$.error_codes', ${errors}), ${facts})`;
    },
  });
}
