import { and, eq, isNotNull, isNull, type SQL, sql } from 'drizzle-orm';
import { QUESTION_TTL_MS } from '../../shared/flows/list-question';
import { reportChanges } from '../conversations/conversation-events';
import { countChange, lastSeq, type ReceivedMessage, receiveMessages } from '../conversations/conversation-statements';
import { indexWords } from '../conversations/conversation-words';
import { regainThreads } from '../conversations/thread-statements';
import { joinCustomers } from '../customer-merges/join-customers';
import { type Renaming, renameStatements } from '../customer-merges/rename-statements';
import { type NamePair, reassignNumbers } from '../customers/customer-names';
import { type OptOut, writeOptOut } from '../customers/customers';
import type { AccountEvent } from '../events/events';
import { isNotApplied, upsertInboundEvents } from '../events/inbound-events';
import { assignPendingReplies, insertQuestion, type RequestChoice } from '../messages/list-questions';
import { insertReceivedEvents } from '../messages/message-events';
import type { Message } from '../messages/messages';
import { type StoredEvent, selectUnmatched, toStoredEvents } from '../messages/unmatched-messages';
import type { RequestRow } from '../requests/requests';
import { OPEN_WAIT_COLUMNS, type OpenWait, toOpenWaits } from '../runs/open-wait';
import { messages, requests } from '../schema';
import { runBatch } from '../sql/batch';
import { type Database, selectsFromJson, selectValues } from '../sql/database';
import { isLive } from '../sql/is-live';
import { findMatchContext, type MatchQuery } from './match-context';

/** An incoming message with everything that it changes. */
export type InboundWrite = {
  message: Message;
  event: AccountEvent;
  /** The sender's phone number and user id, and the names that the message reports as one customer's. */
  sender: { phone: string | null; userId: string | null };
  names: NamePair[];
  conversation: ReceivedMessage | null;
  /** The words by which its conversation is found. */
  words: string[];
  renaming: Renaming | null;
  consent: OptOut | null;
  /** The requests to start, each unless its flow has a live request in the conversation. */
  started: RequestRow[];
  /** The question which request the message is for, if it is ambiguous. */
  question: Message | null;
  choice: RequestChoice | null;
  /** The message is stored without a request and is matched again because the sender is now known. It starts no flow. */
  isRematch: boolean;
};

/** Returns the statement that starts a request, unless its flow has a live one in the conversation or the event is applied. */
const insertUnlessUnderWay = (db: Database, row: RequestRow, event: AccountEvent) =>
  db
    .insert(requests)
    .select(
      sql`select ${selectValues(requests, row)} where not exists (select 1 from ${requests} where
        ${requests.channelId} = ${row.channelId} and ${requests.address} = ${row.address} and ${isLive()}
        and ${requests.accountId} = ${row.accountId} and ${requests.flow} = ${row.flow}) and ${isNotApplied(event)}`,
    )
    .onConflictDoNothing();

/** Returns the statement that matches a stored message which has no request and no step. */
const matchStored = (db: Database, { accountId, channelId, wamid, userKey, requestId, step, turn }: Message) =>
  db
    .update(messages)
    .set({ userKey, requestId, step, turn })
    .where(
      and(
        eq(messages.channelId, channelId),
        sql`${messages.wamid} = ${wamid}`,
        eq(messages.accountId, accountId),
        isNull(messages.requestId),
        isNull(messages.step),
      ),
    );

/** Returns the statement that makes the answered requests due, in case a wake-up is lost. */
const scheduleAnswered = (db: Database, writes: InboundWrite[], now: number) => {
  const answered = writes.flatMap(({ message: { accountId, requestId }, choice }) =>
    [requestId, choice?.requestId].flatMap((id) => (id ? [[accountId, id]] : [])),
  );
  const chosen = sql`(select r.request_id from json_each(${JSON.stringify(answered)}) k join ${requests} r
    on r.account_id = k.value ->> 0 and r.request_id = k.value ->> 1)`;
  return db
    .update(requests)
    .set({ nextCheckAt: now })
    .where(and(sql`${requests.requestId} in ${chosen}`, isNotNull(requests.openWait), isLive()))
    .returning(OPEN_WAIT_COLUMNS);
};

const guardOf = ({ event, isRematch }: InboundWrite): SQL => (isRematch ? sql`1` : isNotApplied(event));

export const inboundMessagesRepository = (db: Database) => ({
  findMatchContext: (queries: MatchQuery[]) => findMatchContext(db, queries),

  /**
   * Writes customers' messages, once per Meta id, with everything that they change; one round trip. Returns the waits to
   * wake, including those of messages that were stored already, and the events of messages to match again because more is
   * now known of their senders.
   */
  async write(writes: InboundWrite[], now: number): Promise<{ waits: OpenWait[]; unmatched: StoredEvent[] }> {
    if (writes.length === 0) return { waits: [], unmatched: [] };
    const stored = writes.map(({ message }) => message);
    const numbered = {
      keys: stored.map(({ accountId }) => [accountId]),
      where: () => sql`true`,
      instead: { seq: (accountId: SQL) => lastSeq(accountId) },
    };
    const senders = writes.flatMap(({ message: { accountId, createdAt: at }, sender: { phone } }) =>
      phone === null ? [] : [{ accountId, phone, at }],
    );
    const userIds = writes.flatMap(({ message: { accountId }, sender: { userId } }) =>
      userId === null ? [] : [{ accountId, name: userId }],
    );
    const received = writes.flatMap(({ conversation: message, event, words }) =>
      message ? [{ message, event, words }] : [],
    );
    const { entries, woken: wokenRuns } = regainThreads(db, received, now);
    const { answered, consents, unmatched, woken } = await runBatch(db, {
      answered: scheduleAnswered(db, writes, now),
      renamed: writes.flatMap(({ renaming }) => (renaming === null ? [] : renameStatements(db, renaming))),
      reassigned: reassignNumbers(db, senders),
      consents: writes.flatMap((write) =>
        write.consent === null ? [] : [writeOptOut(db, write.consent, guardOf(write))],
      ),
      released: writes.flatMap(({ message, event, choice }) =>
        choice === null ? [] : assignPendingReplies(db, message, choice, isNotApplied(event)),
      ),
      names: joinCustomers(
        db,
        writes.flatMap(({ names }) => names),
      ),
      counted: countChange(
        db,
        stored.map(({ accountId }) => accountId),
      ),
      entries,
      conversations: receiveMessages(db, received),
      reported: reportChanges(
        db,
        received.map(({ message: { isWritten, isForPerson, ...place } }) => ({
          ...place,
          types: [
            ...(isWritten ? (['conversation.opened'] as const) : []),
            ...(isForPerson ? (['conversation.waiting'] as const) : []),
          ],
        })),
        now,
      ),
      woken: wokenRuns,
      words: indexWords(
        db,
        received.map(({ message: { accountId, channelId, userKey, at }, words }) => {
          return { accountId, channelId, userKey, words, at };
        }),
      ),
      outbox: insertReceivedEvents(db, stored, now),
      messages: selectsFromJson(messages, stored, numbered).map((values) =>
        db
          .insert(messages)
          .select(values)
          .onConflictDoNothing({ target: [messages.channelId, messages.wamid] }),
      ),
      rematched: writes.flatMap(({ isRematch, message }) => (isRematch ? [matchStored(db, message)] : [])),
      questions: writes.flatMap((write) => {
        const { question, message } = write;
        const since = message.createdAt - QUESTION_TTL_MS;
        return question ? [insertQuestion(db, question, message.createdAt, since, guardOf(write))] : [];
      }),
      started: writes.flatMap(({ started, event }) => started.map((row) => insertUnlessUnderWay(db, row, event))),
      events: upsertInboundEvents(
        db,
        writes.map(({ event }) => event),
      ),
      unmatched: selectUnmatched(db, userIds, now),
    });
    return {
      waits: toOpenWaits([...answered, ...consents.flatMap(({ waits }) => waits), ...woken.flat()]),
      unmatched: toStoredEvents(unmatched.flat()),
    };
  },
});

export type InboundMessagesRepository = ReturnType<typeof inboundMessagesRepository>;
