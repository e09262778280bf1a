import { and, eq, gte, isNotNull, isNull, lte, not, type SQL, sql } from 'drizzle-orm';
import { lowestId, newId } from '../../shared/crypto/ids';
import type { JsonObject } from '../../shared/json/json';
import { reportChange, reportChanges } from '../conversations/conversation-events';
import {
  CONVERSATION_KEY,
  type Conversation,
  countChange,
  insertEntry,
  lastSeq,
  NEW_CONVERSATION,
  regainedOwner,
} from '../conversations/conversation-statements';
import { indexWords } from '../conversations/conversation-words';
import { joinCustomers } from '../customer-merges/join-customers';
import { keysOfCustomer } from '../customers/customer-names';
import { isNotApplied, upsertInboundEvents } from '../events/inbound-events';
import { type OpenWait, toOpenWaits } from '../runs/open-wait';
import { heldConversation, wakeHeldRuns } from '../runs/wake-held-runs';
import { conversationEntries, conversations, messages } from '../schema';
import { type BatchPlan, runBatch } from '../sql/batch';
import { type Database, selectValues } from '../sql/database';
import { CAUSE_MS, changedColumns, type ThreadChange, type ThreadWrite } from './thread-changes';

/** The value of `owner` in an entry: without another owner the flows answer. */
const ownerOf = ({ owner }: ThreadChange): string => owner ?? 'flow';

export const threadsRepository = (db: Database) => ({
  /**
   * Writes an event of a conversation, once per event and Meta id of its message; one round trip. An event that is older than
   * the last one of its kind changes no owner. Returns the waits of runs that may send again.
   */
  async write(write: ThreadWrite, now: number): Promise<OpenWait[]> {
    const { accountId, channelId, userKey, name, event, at, message, change, isShownLast } = write;
    const isKnown = sql`exists (select 1 from ${messages} where ${messages.channelId} = ${channelId}
      and ${messages.wamid} = ${message?.wamid ?? null})`;
    const guard = sql`(${isNotApplied(event)} and not ${isKnown})`;
    const isIt = and(eq(conversations.channelId, channelId), eq(conversations.userKey, userKey), guard);
    const row = {
      ...NEW_CONVERSATION,
      accountId,
      channelId,
      userKey,
      name,
      conversationId: newId('cnv'),
      lastMessageId: isShownLast ? (message?.messageId ?? null) : null,
      // A message that only changes another one is not the last.
      lastAt: message && !isShownLast ? 0 : at,
    };
    const isShown = sql`(excluded.last_message_id is not null
      and (${conversations.lastMessageId} is null or excluded.last_at >= ${conversations.lastAt}))`;
    const changed = change && changedColumns(change, write);
    const entry = (kind: 'owner' | 'note', detail: JsonObject, condition: SQL | undefined) => {
      const author = change?.owner === 'person' ? 'phone_app' : 'other_app';
      return insertEntry(db, { accountId, kind, author, detail, at }, and(isIt, condition));
    };
    const { woken } = await runBatch(db, {
      names: joinCustomers(db, write.names),
      counted: countChange(db, [accountId]),
      shown: db
        .insert(conversations)
        .select(sql`select ${selectValues(conversations, row, { seq: lastSeq(accountId) })} where ${guard}`)
        .onConflictDoUpdate({
          target: CONVERSATION_KEY,
          set: {
            lastMessageId: sql`iif(${isShown}, excluded.last_message_id, ${conversations.lastMessageId})`,
            lastAt: sql`iif(${isShown}, excluded.last_at, ${conversations.lastAt})`,
            name: sql`coalesce(excluded.name, ${conversations.name})`,
            conversationId: sql`coalesce(${conversations.conversationId}, excluded.conversation_id)`,
            seq: sql`excluded.seq`,
          },
        }),
      entries:
        change && changed
          ? [
              entry(
                'owner',
                { owner: ownerOf(change), ...change.detail },
                and(
                  changed.isNews,
                  change.owner === null
                    ? eq(conversations.owner, 'other_app')
                    : sql`${conversations.owner} is not ${change.owner}`,
                ),
              ),
              ...(change.owner === null && change.note !== null
                ? [entry('note', { text: change.note }, undefined)]
                : []),
            ]
          : [],
      changed: changed ? [db.update(conversations).set(changed.set).where(isIt)] : [],
      reported: reportChange(
        db,
        accountId,
        now,
        and(eq(conversations.channelId, channelId), eq(conversations.userKey, userKey)),
      ),
      woken:
        change?.owner === null
          ? [
              wakeHeldRuns(
                db,
                now,
                and(eq(heldConversation.channelId, channelId), eq(heldConversation.userKey, userKey)),
              ),
            ]
          : [],
      words: indexWords(db, [{ accountId, channelId, userKey, words: write.words, at }]),
      message: message
        ? [
            db
              .insert(messages)
              .select(
                sql`select ${selectValues(messages, message, { seq: lastSeq(accountId) })} where ${isNotApplied(event)}`,
              )
              .onConflictDoNothing({ target: [messages.channelId, messages.wamid] }),
          ]
        : [],
      events: upsertInboundEvents(db, [event]),
    } satisfies Record<string, BatchPlan>);
    return toOpenWaits(woken.flat());
  },

  /** Whether a send to a customer has begun in the last minute whose response is not stored yet. */
  async isSending({ accountId, userKey }: Pick<Conversation, 'accountId' | 'userKey'>, now: number): Promise<boolean> {
    const since = now - CAUSE_MS;
    const calls = await db
      .select({ messageId: messages.messageId })
      .from(messages)
      .where(
        and(
          eq(messages.accountId, accountId),
          sql`${messages.userKey} in ${keysOfCustomer(accountId, userKey)}`,
          gte(messages.messageId, lowestId('msg', since)),
          isNull(messages.wamid),
          gte(messages.callStartedAt, since),
        ),
      )
      .limit(1);
    return calls.length > 0;
  },

  /** Gives back up to `limit` threads that another app controls and whose customer has not written for a day. */
  async releaseIdle(now: number, limit: number): Promise<{ count: number; waits: OpenWait[] }> {
    const isIdle = and(isNotNull(conversations.threadIdleAt), lte(conversations.threadIdleAt, now));
    const due = await db
      .select({
        accountId: conversations.accountId,
        channelId: conversations.channelId,
        userKey: conversations.userKey,
        conversationId: conversations.conversationId,
      })
      .from(conversations)
      .where(isIdle)
      .limit(limit);
    if (due.length === 0) return { count: 0, waits: [] };
    const ids = JSON.stringify(due.map(({ conversationId }) => [conversationId, newId('cve')]));
    const isDue = and(
      sql`${conversations.conversationId} in (select value ->> 0 from json_each(${ids}))`,
      isIdle,
      isNotNull(conversations.conversationId),
    );
    const entry = {
      kind: 'owner',
      author: 'other_app',
      detail: { owner: 'flow', reason: 'idle' },
      createdAt: now,
    } as const;
    const isReleased = sql`${heldConversation.conversationId} in (select value ->> 0 from json_each(${ids}))`;
    const { woken } = await runBatch(db, {
      counted: countChange(
        db,
        due.map(({ accountId }) => accountId),
      ),
      entries: db.insert(conversationEntries).select(
        sql`select ${selectValues(conversationEntries, entry, {
          entryId: sql`k.value ->> 1`,
          conversationId: sql`${conversations.conversationId}`,
          accountId: sql`${conversations.accountId}`,
          seq: lastSeq(sql`${conversations.accountId}`),
        })} from json_each(${ids}) k join ${conversations} on ${conversations.conversationId} = k.value ->> 0
          where ${and(isIdle, isNotNull(conversations.conversationId), eq(conversations.owner, 'other_app'))}`,
      ),
      released: db
        .update(conversations)
        .set({
          owner: sql`iif(${conversations.owner} = 'other_app', ${regainedOwner}, ${conversations.owner})`,
          threadIdleAt: null,
          seq: lastSeq(sql`${conversations.accountId}`),
        })
        .where(isDue),
      reported: reportChanges(
        db,
        due.map((each) => ({ ...each, types: [] })),
        now,
      ),
      woken: wakeHeldRuns(db, now, and(isReleased, not(sql`${heldConversation.conversationId} is null`))),
    });
    return { count: due.length, waits: toOpenWaits(woken) };
  },
});

export type ThreadsRepository = ReturnType<typeof threadsRepository>;
