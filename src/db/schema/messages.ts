import { type SQL, sql } from 'drizzle-orm';
import { index, integer, primaryKey, type SQLiteColumn, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { MESSAGE_STATUSES, UPLOAD_KINDS } from '../../shared/flows/statuses';
import type { JsonObject } from '../../shared/json/json';
import { json } from './json-column';

/** A file that a customer sent. Meta keeps it for 7 days; the bucket holds it under the message's id. */
export type MediaFile = {
  media_id: string;
  mime_type: string | null;
  sha256: string | null;
  filename: string | null;
  size: number | null;
  state: 'pending' | 'stored' | 'failed';
  error: string | null;
};

/** Kinds of messages that only change another one. */
const CHANGING_KINDS = ['reaction', 'edit', 'revoke'] as const;

/** The message that one of `CHANGING_KINDS` changes: Meta's id, or ours in a reaction that we send. */
export const changedMessage = (t: Record<'kind' | 'content', SQLiteColumn>): SQL<string | null> =>
  sql`case ${t.kind} when 'edit' then ${t.content} ->> '$.edited' when 'revoke' then ${t.content} ->> '$.revoked'
    else case when ${t.content} ->> '$.reacted_to' is null then ${t.content} ->> '$.to' else ${t.content} ->> '$.reacted_to' end end`;

/** The condition that a message only changes another one; it must stand in a query in this form for its index to be used. */
export const isChange = (t: { kind: SQLiteColumn }): SQL =>
  sql`${t.kind} in (${sql.raw(CHANGING_KINDS.map((kind) => `'${kind}'`).join(', '))})`;

export const messages = sqliteTable(
  'messages',
  {
    messageId: text('message_id').primaryKey(),
    accountId: text('account_id').notNull(),
    channelId: text('channel_id').notNull(),
    direction: text('direction', { enum: ['out', 'in'] }).notNull(),
    userKey: text('user_key').notNull(),
    /** The customer's name in WhatsApp: `wa_id` (digits) or business-scoped user id. */
    address: text('address').notNull(),
    /** Meta's id; null until Meta has accepted the message. */
    wamid: text('wamid'),
    requestId: text('request_id'),
    /** Out: the step that sends the message. In: the wait that the message ended. */
    step: text('step'),
    iteration: integer('visit'),
    kind: text('kind').notNull(),
    content: json<JsonObject>('content').notNull(),
    status: text('status', { enum: MESSAGE_STATUSES }).notNull(),
    category: text('category'),
    /** Out: the request's turn at the send. In: the turn of the message that this one quotes or presses a button of. */
    turn: integer('turn'),
    /** Out: when a call to Meta began whose result is unknown; the message may have gone out. */
    callStartedAt: integer('call_at'),
    /** In: the attached file. */
    media: json<MediaFile>('media'),
    /** When the sweep retries a file that has not been fetched. */
    mediaDueAt: integer('media_due_at'),
    /** Who wrote it: `customer`, `flow`, `phone_app`, `other_app`, or an actor such as `key:key_…`; null in old rows. */
    author: text('author'),
    /** Out: the id that the writing system gave it, so that it is sent once. */
    clientId: text('client_id'),
    /**
     * Out, by a person or a system: until this time a call to Meta is under way (`callStartedAt`), or from this time on the
     * message may be sent. Null once its result is known, or is lost.
     */
    sendDueAt: integer('send_due_at'),
    /** The number of its last change in the account's stream of conversations; null in old rows. */
    seq: integer('seq'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [
    index('messages_media').on(t.mediaDueAt).where(sql`${t.mediaDueAt} is not null`),
    // Counts a number's service messages, which Meta bills after the first 1,000 a month.
    index('messages_service')
      .on(t.channelId, t.createdAt)
      .where(sql`${t.direction} = 'out' and ${t.kind} <> 'template'`),
    index('messages_unsent').on(t.channelId, t.userKey, t.messageId).where(sql`${t.sendDueAt} is not null`),
    uniqueIndex('messages_wamid').on(t.channelId, t.wamid),
    uniqueIndex('messages_client').on(t.channelId, t.userKey, t.clientId).where(sql`${t.clientId} is not null`),
    uniqueIndex('messages_step').on(t.requestId, t.step, t.iteration),
    index('messages_user').on(t.accountId, t.userKey, t.messageId),
    index('messages_request').on(t.accountId, t.requestId, t.messageId),
    index('messages_changed').on(t.channelId, changedMessage(t)).where(isChange(t)),
  ],
);

export const messageStatuses = sqliteTable(
  'message_statuses',
  {
    messageId: text('message_id').notNull(),
    status: text('status').notNull(),
    accountId: text('account_id').notNull(),
    at: integer('at').notNull(),
    detail: json<JsonObject>('detail').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.messageId, t.status] }),
    index('message_statuses_account').on(t.accountId, t.messageId),
  ],
);

/** A file that a person or a system has uploaded to send it. The bucket holds it under its id, for 30 days, as Meta does. */
export const uploads = sqliteTable(
  'uploads',
  {
    mediaId: text('media_id').primaryKey(),
    accountId: text('account_id').notNull(),
    kind: text('kind', { enum: UPLOAD_KINDS }).notNull(),
    mimeType: text('mime_type').notNull(),
    filename: text('filename'),
    size: integer('size').notNull(),
    sha256: text('sha256').notNull(),
    /** Meta's ids of the file, by channel. */
    metaIds: json<Record<string, string>>('meta_ids').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [index('uploads_account').on(t.accountId, t.mediaId), index('uploads_age').on(t.createdAt)],
);
