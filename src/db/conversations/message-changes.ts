import { and, asc, desc, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { messages } from '../schema';
import { changedMessage, isChange } from '../schema/messages';
import { type Database, isOfAccountUnindexed } from '../sql/database';

const MAX_CHANGES = 1_000;

/** Selects the reactions, edits and deletions of a page of a channel's messages, oldest first. */
export function selectMessageChanges(
  db: Database,
  {
    accountId,
    channelId,
    isOfStream,
    limit,
  }: { accountId: string; channelId: SQL; isOfStream: SQL | undefined; limit: number },
) {
  const m = alias(messages, 'm');
  const page = db
    .select({ id: messages.messageId })
    .from(messages)
    .where(isOfStream)
    .orderBy(desc(messages.messageId))
    .limit(limit);
  const names = sql`(select p.value from ${messages} ${m}, json_each(json_array(${m.wamid}, ${m.messageId})) p
    where ${m.messageId} in ${page} and p.value is not null)`;
  return db
    .select({
      messageId: messages.messageId,
      direction: messages.direction,
      author: messages.author,
      kind: messages.kind,
      content: messages.content,
      changed: sql<string>`${changedMessage(messages)}`.as('changed'),
      createdAt: messages.createdAt,
    })
    .from(messages)
    .where(
      and(
        isOfAccountUnindexed(messages.accountId, accountId),
        sql`${messages.channelId} = ${channelId}`,
        isChange(messages),
        sql`${changedMessage(messages)} in ${names}`,
      ),
    )
    .orderBy(asc(messages.createdAt), asc(messages.messageId))
    .limit(MAX_CHANGES);
}
