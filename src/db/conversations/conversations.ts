import { and, asc, eq, gt, inArray, isNotNull, lte, ne, or, type SQL, sql } from 'drizzle-orm';
import type { JsonObject } from '../../shared/json/json';
import { type AuditDraft, insertAuditEntry } from '../accounts/audit';
import { OPEN_WAIT_COLUMNS, type OpenWait, toOpenWaits } from '../runs/open-wait';
import { heldConversation, wakeHeldRuns } from '../runs/wake-held-runs';
import { conversationCounters, conversationEntries, conversations, requests } from '../schema';
import { runBatch, type Statement } from '../sql/batch';
import { assertExists, type Database, selectValues, writeIfExists } from '../sql/database';
import { type IdempotencyRecord, insertIdempotencyRecord } from '../sql/idempotency';
import { isLive } from '../sql/is-live';
import type { PageParams } from '../sql/page';
import { reportChange, reportChanges } from './conversation-events';
import {
  type ConversationFilter,
  isConversation,
  type ListPosition,
  listOrder,
  matchingConversations,
  selectConversations,
  selectListed,
} from './conversation-list';
import {
  type Conversation,
  type ConversationEntry,
  countChange,
  insertEntry,
  lastSeq,
} from './conversation-statements';
import { selectStream } from './conversation-stream';

/** The latest change of a conversation: by whom, and the values to set. */
export type ConversationChange = {
  assignee?: string | null;
  state?: Conversation['state'];
  snoozedUntil?: number | null;
  owner?: Conversation['owner'];
  resumeStep?: string | null;
};

export const conversationsRepository = (db: Database) => ({
  /** Returns a page of conversations; one round trip. */
  async list(
    accountId: string,
    filter: ConversationFilter,
    { limit, after }: { limit: number; after: ListPosition | null },
  ) {
    const isListed = and(matchingConversations(accountId, filter), after ? listOrder.isAfter(after) : undefined);
    const order = [listOrder.position, asc(conversations.conversationId)];
    // Sorts what a search finds before the messages are read.
    const isOnPage = filter.query
      ? inArray(
          conversations.conversationId,
          db
            .select({ id: conversations.conversationId })
            .from(conversations)
            .where(isListed)
            .orderBy(...order)
            .limit(limit + 1),
        )
      : isListed;
    const rows = await selectListed(db)
      .where(isOnPage)
      .orderBy(...order)
      .limit(limit + 1);
    return { rows: rows.slice(0, limit), more: rows.length > limit };
  },

  /** Returns the conversations that have changed since a number, the first change first. */
  async listChanged(accountId: string, filter: ConversationFilter, { since, limit }: { since: number; limit: number }) {
    const rows = await selectListed(db)
      .where(and(matchingConversations(accountId, filter), gt(conversations.seq, since)))
      .orderBy(asc(conversations.seq))
      .limit(limit + 1);
    return { rows: rows.slice(0, limit), more: rows.length > limit };
  },

  /** Returns the number of the account's last change; 0 if there was none. Reads one row. */
  async lastSeq(accountId: string): Promise<number> {
    const row = await db
      .select({ seq: conversationCounters.seq })
      .from(conversationCounters)
      .where(eq(conversationCounters.accountId, accountId))
      .get();
    return row?.seq ?? 0;
  },

  /** Counts open conversations that wait for a person, up to `limit`. */
  async countWaiting(accountId: string, limit: number): Promise<number> {
    const waiting = db
      .select({ one: sql`1` })
      .from(conversations)
      .where(matchingConversations(accountId, { isWaiting: true }))
      .limit(limit);
    const [row] = await db.select({ count: sql<number>`count(*)` }).from(waiting.as('waiting'));
    return row?.count ?? 0;
  },

  async find(accountId: string, conversationId: string) {
    return selectListed(db).where(isConversation(accountId, conversationId)).get();
  },

  /**
   * Returns a conversation and a page of its stream, newest first: messages with their statuses and charges, and entries. One
   * round trip. `after` is the end of an id, after its prefix: ids contain their time.
   */
  async stream(accountId: string, conversationId: string, { limit, after }: PageParams) {
    const { found, last, page, changes, entries } = await runBatch(db, {
      found: selectConversations(db).where(isConversation(accountId, conversationId)),
      ...selectStream(db, accountId, conversationId, { limit, after }),
    });
    const { rows, statuses, charges } = page;
    const [row] = found;
    const conversation = row && { ...row, lastMessage: last[0] ?? null };
    return { conversation, messages: rows, statuses, charges, changes, entries };
  },

  /**
   * Changes a conversation, with an entry for each member that changes. Returns null if the conversation does not exist or its
   * number is beyond `ifSeq`. A conversation that flows own again wakes the runs that waited for it; one that is done resumes its
   * handed-over request at the chosen step.
   */
  async change({
    accountId,
    conversationId,
    change,
    ifSeq,
    author,
    audit,
    now,
  }: {
    accountId: string;
    conversationId: string;
    change: ConversationChange;
    ifSeq: number | null;
    author: string;
    audit: AuditDraft;
    now: number;
  }): Promise<{ isChanged: boolean; waits: OpenWait[] }> {
    const isUnseen = and(
      isConversation(accountId, conversationId),
      ifSeq === null ? undefined : lte(conversations.seq, ifSeq),
    );
    const differs = (column: SQL, value: string | null) => and(isUnseen, sql`${column} is not ${value}`);
    const entry = (kind: ConversationEntry['kind'], detail: JsonObject, condition: SQL | undefined): Statement =>
      insertEntry(db, { accountId, kind, author, detail, at: now }, condition);
    const { state, owner, assignee, snoozedUntil = null } = change;
    const entries = [
      ...(state === undefined
        ? []
        : [entry('state', { state, snoozed_until: snoozedUntil }, differs(sql`${conversations.state}`, state))]),
      ...(owner === undefined
        ? []
        : [entry('owner', { owner: owner ?? 'flow' }, differs(sql`${conversations.owner}`, owner))]),
      ...(assignee === undefined
        ? []
        : [entry('assignee', { assignee }, differs(sql`${conversations.assignee}`, assignee))]),
    ];
    const columns = {
      ...change,
      ...(state === 'done' ? { waitingSince: null, unread: 0 } : {}),
      ...(owner === null ? { waitingSince: null } : {}),
      ...(owner === undefined ? {} : { threadIdleAt: null }),
    };
    // A change that changes nothing outdates no `if_seq`.
    const isNews = or(
      sql`0`,
      ...Object.entries(columns).map(
        ([name, value]) => sql`${conversations[name as keyof typeof columns]} is not ${value}`,
      ),
    );
    const ofIt = (column: SQL) => sql`(select ${column} from ${conversations} where ${isUnseen})`;
    const chosen = change.resumeStep ?? null;
    const { changed, woken, resumed } = await runBatch(db, {
      counted: countChange(db, [accountId]),
      audit: insertAuditEntry(db, audit, { where: sql`exists (select 1 from ${conversations} where ${isUnseen})` }),
      entries,
      resumed:
        state === 'done'
          ? [
              db
                .update(requests)
                .set({
                  resumeStep: sql`coalesce(${chosen}, ${ofIt(sql`${conversations.resumeStep}`)})`,
                  nextCheckAt: now,
                })
                .where(
                  and(
                    eq(requests.accountId, accountId),
                    sql`${requests.requestId} = ${ofIt(sql`${conversations.requestId}`)}`,
                    sql`coalesce(${chosen}, ${ofIt(sql`${conversations.resumeStep}`)}) is not null`,
                    eq(requests.waitingFor, 'person'),
                    isLive(),
                  ),
                )
                .returning(OPEN_WAIT_COLUMNS),
            ]
          : [],
      changed: db
        .update(conversations)
        .set({ ...columns, seq: sql`iif(${isNews}, ${lastSeq(accountId)}, ${conversations.seq})` })
        .where(isUnseen)
        .returning({ conversationId: conversations.conversationId }),
      reported: reportChange(db, accountId, now, isConversation(accountId, conversationId)),
      woken:
        owner === null
          ? [
              wakeHeldRuns(
                db,
                now,
                and(eq(heldConversation.conversationId, conversationId), eq(heldConversation.accountId, accountId)),
              ),
            ]
          : [],
    });
    return { isChanged: changed.length > 0, waits: toOpenWaits([...woken.flat(), ...resumed.flat()]) };
  },

  /** Adds a note, with the number of its change; null if the conversation does not exist. */
  async addNote(
    note: ConversationEntry,
    idempotencyRecord: IdempotencyRecord | null,
    audit: AuditDraft,
  ): Promise<ConversationEntry | null> {
    const { accountId, conversationId } = note;
    const isIt = isConversation(accountId, conversationId);
    const written = await writeIfExists(conversations.channelId, () =>
      runBatch(db, {
        asserted: assertExists(db, conversations, isIt),
        counted: countChange(db, [accountId]),
        added: db
          .insert(conversationEntries)
          .select(sql`select ${selectValues(conversationEntries, note, { seq: lastSeq(accountId) })} where true`)
          .returning(),
        touched: db
          .update(conversations)
          .set({ seq: lastSeq(accountId) })
          .where(isIt),
        audit: insertAuditEntry(db, audit),
        idempotency: insertIdempotencyRecord(db, idempotencyRecord),
      }),
    );
    return written?.added[0] ?? null;
  },

  /** Sets the number of unread messages to 0; false if the conversation does not exist. */
  async markRead(accountId: string, conversationId: string): Promise<boolean> {
    const { found } = await runBatch(db, {
      counted: countChange(db, [accountId]),
      read: db
        .update(conversations)
        .set({ unread: 0, seq: lastSeq(accountId) })
        .where(and(isConversation(accountId, conversationId), ne(conversations.unread, 0))),
      found: db
        .select({ id: conversations.conversationId })
        .from(conversations)
        .where(isConversation(accountId, conversationId)),
    });
    return found.length > 0;
  },

  /**
   * Writes that somebody types an answer, and drops who typed before `after`. It is news for the account's pages, but no change
   * of the conversation. Returns false if the conversation does not exist.
   */
  async setTyping({
    accountId,
    conversationId,
    actor,
    now,
    after,
  }: {
    accountId: string;
    conversationId: string;
    actor: string;
    now: number;
    after: number;
  }): Promise<boolean> {
    const { set } = await runBatch(db, {
      counted: countChange(db, [accountId]),
      set: db
        .update(conversations)
        .set({
          typing: sql`(select json_group_object(key, value) from (select ${actor} as key, ${now} as value union all
            select key, value from json_each(coalesce(${conversations.typing}, '{}')) where key <> ${actor} and value > ${after}))`,
        })
        .where(isConversation(accountId, conversationId))
        .returning({ id: conversations.conversationId }),
    });
    return set.length > 0;
  },

  /** Opens up to `limit` conversations whose time to come back has come; returns how many. */
  async wakeSnoozed(now: number, limit: number): Promise<number> {
    const due = db
      .select({
        accountId: conversations.accountId,
        channelId: conversations.channelId,
        userKey: conversations.userKey,
        conversationId: conversations.conversationId,
      })
      .from(conversations)
      .where(and(isNotNull(conversations.snoozedUntil), lte(conversations.snoozedUntil, now)))
      .limit(limit);
    const rows = await due;
    if (rows.length === 0) return 0;
    const ids = sql`(select value from json_each(${JSON.stringify(rows.map(({ conversationId }) => conversationId))}))`;
    await runBatch(db, {
      counted: countChange(
        db,
        rows.map(({ accountId }) => accountId),
      ),
      woken: db
        .update(conversations)
        .set({ state: 'open', snoozedUntil: null, seq: lastSeq(sql`${conversations.accountId}`) })
        .where(and(sql`${conversations.conversationId} in ${ids}`, isNotNull(conversations.snoozedUntil))),
      reported: reportChanges(
        db,
        rows.map((row) => ({ ...row, types: ['conversation.opened'] })),
        now,
      ),
    });
    return rows.length;
  },
});

export type ConversationsRepository = ReturnType<typeof conversationsRepository>;
export type ListedConversation = Awaited<ReturnType<ConversationsRepository['list']>>['rows'][number];
export type StreamOfConversation = Awaited<ReturnType<ConversationsRepository['stream']>>;
