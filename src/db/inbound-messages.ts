import { sql } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import { lowestId } from '../shared/ids';
import { HELD_REPLY_STEP, QUESTION_STEP, QUESTION_TTL_MS } from '../shared/list-question';
import { linkNames, type NamePair, reassignNumbers } from './customer-names';
import { type OptOut, writeOptOut } from './customers';
import { type Database, rowOf, rowsOf } from './database';
import type { AccountEvent } from './events';
import { isNotApplied, upsertInboundEvents } from './inbound-events';
import type { Message } from './messages';
import { type Renaming, renameStatements } from './rename-statements';
import type { RequestRow } from './requests';
import { accounts, conversations, customerAliases, events, messages, requests } from './schema';
import { type StoredEvent, selectUnmatched, toStoredEvents, type UnmatchedRow } from './unmatched-messages';

export type Conversation = typeof conversations.$inferSelect;

/** What must be known to say whose message it is. */
export type MatchQuery = {
  accountId: string;
  channelId: string;
  /** The names of the sender: phone number and user id. */
  names: string[];
  /** What the button that was pressed carries, with the request in it. */
  payload: { requestId: string | null; value: string } | null;
  /** Meta's id of the message that it quotes, presses a button of, or reacts to. */
  referencedWamid: string | null;
  /** What makes it the same however often it comes. */
  dedupeKey: string;
};

/** A message as it is written: with what it does to the conversation, the customer's names and their consent. */
export type InboundWrite = {
  message: Message;
  event: AccountEvent;
  /** Who wrote it, by number and user id, and the names that it tells to be one customer's. */
  sender: { phone: string | null; userId: string | null };
  names: NamePair[];
  conversation: Conversation | null;
  renaming: Renaming | null;
  consent: OptOut | null;
  /** The requests that it starts; none where the flow already has one under way in the conversation. */
  started: RequestRow[];
  /** What the customer is asked since the message does not say whose it is. */
  question: Message | null;
  /** The request that the customer chose, and which of the replies held since then is given to it. */
  choice: { requestId: string; messageId: string | null; since: number } | null;
  /** Stored already without a request, and matched again because the sender is now known. It starts no flow. */
  isRematch: boolean;
};

export type OpenWait = { requestId: string; openWait: string };

export const inboundMessagesRepository = (db: Database) => {
  const keepConversations = (rows: Conversation[]) =>
    rowsOf(conversations, rows).map((values) =>
      db
        .insert(conversations)
        .select(values)
        .onConflictDoUpdate({
          target: [conversations.channelId, conversations.userKey],
          set: { lastInboundAt: sql`excluded.last_inbound_at`, lastWamid: sql`excluded.last_wamid` },
          setWhere: sql`${conversations.lastInboundAt} <= excluded.last_inbound_at`,
        }),
    );

  /** The customer's held messages and open list questions in the conversation of a message, since an instant. */
  const ofConversation = ({ accountId, channelId, userKey }: Message, since: number) =>
    sql`account_id = ${accountId} and user_key = ${userKey} and message_id >= ${lowestId('msg', since)}
      and channel_id = ${channelId}`;
  const isOpenQuestion = sql`direction = 'out' and step = ${QUESTION_STEP} and visit is not null`;

  /** The held reply that counts becomes the chosen request's, the others are held no more, and the question is closed. */
  const giveHeld = (
    { message, event }: InboundWrite,
    { requestId, messageId, since }: NonNullable<InboundWrite['choice']>,
  ) => [
    db
      .update(messages)
      .set({ requestId: sql`iif(message_id = ${messageId}, ${requestId}, null)`, step: null })
      .where(
        sql`${ofConversation(message, since)} and direction = 'in' and step = ${HELD_REPLY_STEP} and request_id is null
          and ${isNotApplied(event)}`,
      ),
    db
      .update(messages)
      .set({ iteration: null })
      .where(sql`${ofConversation(message, since)} and ${isOpenQuestion} and ${isNotApplied(event)}`),
  ];

  /** What a message causes beside itself, once: one that comes again, when other requests wait, starts and asks nothing. */
  const startUnlessUnderWay = (row: RequestRow, event: AccountEvent) =>
    db
      .insert(requests)
      .select(
        sql`select ${rowOf(requests, row)} where not exists (select 1 from requests where channel_id = ${row.channelId}
          and address = ${row.address} and wake_at is not null and account_id = ${row.accountId} and flow = ${row.flow})
          and ${isNotApplied(event)}`,
      )
      .onConflictDoNothing();
  const guardOf = ({ event, isRematch }: InboundWrite) => (isRematch ? sql`1` : isNotApplied(event));
  /** Asks where no question is open, and once more where the message was written after the first had gone out. */
  const askAgainOnce = (write: InboundWrite, question: Message, since: number) => {
    const { message } = write;
    const open = sql`from messages where ${ofConversation(question, since)} and ${isOpenQuestion}`;
    const iteration = sql`(select 1 + coalesce(max(visit), 0) from messages
      where request_id = ${question.requestId} and step = ${QUESTION_STEP})`;
    return db
      .insert(messages)
      .select(
        sql`select ${rowOf(messages, question, { iteration })} where ${guardOf(write)} and (not exists (select 1 ${open})
          or ((select count(*) ${open}) = 1 and exists (select 1 ${open} and wamid is not null and created_at <= ${message.createdAt})))`,
      )
      .onConflictDoNothing();
  };

  /** Gives a message that is here, and that nobody has, to whom it is for. */
  const match = ({ accountId, channelId, wamid, userKey, requestId, step, turn }: Message) =>
    db
      .update(messages)
      .set({ userKey, requestId, step, turn })
      .where(
        sql`${messages.channelId} = ${channelId} and ${messages.wamid} = ${wamid} and ${messages.accountId} = ${accountId}
          and ${messages.requestId} is null and ${messages.step} is null`,
      );

  return {
    /** All that says whose messages these are, in one round trip for any number of them. */
    async findMatchContext(asks: MatchQuery[]) {
      const names = JSON.stringify(
        asks.flatMap(({ accountId, channelId, names: own }) => own.map((name) => [accountId, channelId, name])),
      );
      const carried = JSON.stringify(
        asks.flatMap(({ accountId, payload }) =>
          payload?.requestId ? [[accountId, payload.requestId, payload.value]] : [],
        ),
      );
      const named = JSON.stringify(
        asks.flatMap((ask) => (ask.referencedWamid ? [[ask.channelId, ask.referencedWamid]] : [])),
      );
      const causes = JSON.stringify(asks.map(({ accountId, dedupeKey }) => [accountId, dedupeKey]));
      const owners = JSON.stringify([...new Set(asks.map(({ accountId }) => accountId))]);
      // Of every name, all names of the same customer.
      const same = sql`json_each(${names}) k join customer_aliases a on a.account_id = k.value ->> 0 and a.alias = k.value ->> 2`;
      const liveOfSenders = sql`select r.request_id from json_each(${names}) k
          join requests r on r.channel_id = k.value ->> 1 and r.address = k.value ->> 2 where r.wake_at is not null
        union select r.request_id from ${same}
          join requests r on r.channel_id = k.value ->> 1 and r.address = ltrim(a.user_key, '+') where r.wake_at is not null
        union select r.request_id from ${same}
          join customer_aliases b on b.account_id = a.account_id and b.user_key = a.user_key
          join requests r on r.channel_id = k.value ->> 1 and r.address = b.alias where r.wake_at is not null`;
      const [aliases, accountRows, answered, offered, questions, candidates, applied] = await db.batch([
        db
          .select()
          .from(customerAliases)
          .where(
            sql`(account_id, alias) in (select b.account_id, b.alias from ${same}
              join customer_aliases b on b.account_id = a.account_id and b.user_key = a.user_key)`,
          ),
        db
          .select({
            accountId: accounts.accountId,
            optOutWords: accounts.optOutWords,
            optInWords: accounts.optInWords,
            timeZone: accounts.timeZone,
            currency: accounts.currency,
          })
          .from(accounts)
          .where(sql`${accounts.accountId} in (select value from json_each(${owners}))`),
        db
          .select({
            channelId: messages.channelId,
            wamid: messages.wamid,
            requestId: messages.requestId,
            direction: messages.direction,
            turn: messages.turn,
            isListQuestion: sql<number>`(direction = 'out' and coalesce(step, '') = ${QUESTION_STEP})`.as(
              'is_list_question',
            ),
          })
          .from(messages)
          .where(
            sql`message_id in (select m.message_id from json_each(${named}) k
              join messages m on m.channel_id = k.value ->> 0 and m.wamid = k.value ->> 1)`,
          ),
        // A press that names no message presses the latest before it that offers its button.
        db
          .select({
            requestId: sql<string>`q.request_id`.as('offered_by'),
            payload: sql<string>`k.value ->> 2`.as('offered_payload'),
            turn: sql<number | null>`q.turn`.as('offered_turn'),
            sentAt: sql<number>`q.created_at`.as('offered_at'),
          })
          .from(
            sql`json_each(${carried}) k join messages q on q.account_id = k.value ->> 0 and q.request_id = k.value ->> 1`,
          )
          .where(
            sql`q.direction = 'out' and exists (select 1 from json_tree(q.content) t where t.atom = k.value ->> 2)`,
          )
          .orderBy(sql`q.message_id desc`),
        db
          .select()
          .from(messages)
          .where(sql`request_id in (${liveOfSenders}) and ${isOpenQuestion} and wamid is not null`)
          .orderBy(sql`message_id desc`),
        db
          .select({
            requestId: requests.requestId,
            accountId: requests.accountId,
            channelId: requests.channelId,
            address: requests.address,
            userKey: requests.userKey,
            waitingFor: requests.waitingFor,
            nextCheckAt: requests.nextCheckAt,
            turn: requests.turn,
            answersSince: requests.answersSince,
            createdAt: requests.createdAt,
            // Whether Meta has not told the id yet of a message that may have gone out.
            hasUnknownMessage: sql<number>`exists (select 1 from messages q where q.account_id = requests.account_id
              and q.request_id = requests.request_id and q.direction = 'out' and q.wamid is null and q.call_at is not null)`.as(
              'has_unknown_message',
            ),
            // Whether somebody known by a user id is written to there.
            userIdKnown: sql<number>`exists (select 1 from customer_aliases a join customer_aliases b
              on b.account_id = a.account_id and b.user_key = a.user_key and b.alias glob '*[^0-9]*'
                and b.named_by = 'whatsapp'
              where a.account_id = requests.account_id and a.alias = requests.address)`.as('user_id_known'),
          })
          .from(requests)
          .where(
            sql`request_id in (
              select r.request_id from json_each(${carried}) k join requests r
                on r.account_id = k.value ->> 0 and r.request_id = k.value ->> 1
              union select m.request_id from json_each(${named}) k
                join messages m on m.channel_id = k.value ->> 0 and m.wamid = k.value ->> 1
              union ${liveOfSenders})`,
          )
          .orderBy(sql`request_id desc`),
        db
          .select({ accountId: events.accountId, dedupeKey: events.dedupeKey })
          .from(events)
          .where(
            sql`state = 'applied' and (account_id, cause) in (select value ->> 0, value ->> 1 from json_each(${causes}))`,
          ),
      ]);
      return { aliases, accounts: accountRows, recordAnswer: answered, offered, questions, candidates, applied };
    },

    /**
     * Writes customers' messages, each once per Meta id, with all that they cause, in one round trip. Gives the waits to
     * wake, also of messages that were here already: the sweeper looks after these requests in case a wake-up is lost; and
     * the events of messages that are to be matched again, as more is known of who wrote them.
     */
    async write(writes: InboundWrite[], now: number): Promise<{ waits: OpenWait[]; unmatched: StoredEvent[] }> {
      if (writes.length === 0) return { waits: [], unmatched: [] };
      const answeredRequests = JSON.stringify(
        writes.flatMap(({ message: { accountId, requestId }, choice }) =>
          [requestId, choice?.requestId].flatMap((id) => (id ? [[accountId, id]] : [])),
        ),
      );
      const wake = db
        .update(requests)
        .set({ nextCheckAt: now })
        .where(
          sql`request_id in (select r.request_id from json_each(${answeredRequests}) k join requests r
              on r.account_id = k.value ->> 0 and r.request_id = k.value ->> 1)
            and open_wait is not null and wake_at is not null`,
        )
        .returning({ requestId: requests.requestId, openWait: requests.openWait });
      const before: BatchItem<'sqlite'>[] = [
        ...writes.flatMap(({ renaming }) => (renaming === null ? [] : renameStatements(db, renaming))),
        ...reassignNumbers(
          db,
          writes.flatMap(({ message: { accountId, createdAt: at }, sender: { phone } }) =>
            phone === null ? [] : [{ accountId, phone, at }],
          ),
        ),
      ];
      const given = writes.flatMap((one) => (one.choice === null ? [] : giveHeld(one, one.choice)));
      const consents = writes.flatMap((write) =>
        write.consent === null ? [] : writeOptOut(db, write.consent, guardOf(write)),
      );
      const after: BatchItem<'sqlite'>[] = [
        ...linkNames(
          db,
          writes.flatMap(({ names }) => names),
        ),
        ...keepConversations(writes.flatMap(({ conversation }) => (conversation ? [conversation] : []))),
        ...rowsOf(
          messages,
          writes.map(({ message }) => message),
        ).map((values) =>
          db
            .insert(messages)
            .select(values)
            .onConflictDoNothing({ target: [messages.channelId, messages.wamid] }),
        ),
        ...writes.flatMap(({ isRematch, message }) => (isRematch ? [match(message)] : [])),
        ...writes.flatMap((one) =>
          one.question ? [askAgainOnce(one, one.question, one.message.createdAt - QUESTION_TTL_MS)] : [],
        ),
        ...writes.flatMap(({ started, event }) => started.map((row) => startUnlessUnderWay(row, event))),
        ...upsertInboundEvents(
          db,
          writes.map(({ event }) => event),
        ),
      ];
      const userIds = writes.flatMap(({ message: { accountId }, sender: { userId } }) =>
        userId === null ? [] : [{ accountId, name: userId }],
      );
      const statements = [wake, ...before, ...consents, ...given, ...after] as const;
      const results = (await db.batch([...statements, ...selectUnmatched(db, userIds, now)])) as unknown[];
      // Every second statement of the consents gives the waits that end by them.
      const woken = [
        results[0],
        ...consents.map((_, i) => (i % 2 === 1 ? results[1 + before.length + i] : [])),
      ] as Partial<OpenWait>[][];
      const unmatched = (results[statements.length] ?? []) as UnmatchedRow[];
      return {
        waits: woken.flat().filter((row): row is OpenWait => typeof row.openWait === 'string'),
        unmatched: toStoredEvents(unmatched),
      };
    },
  };
};

export type InboundMessagesRepository = ReturnType<typeof inboundMessagesRepository>;
