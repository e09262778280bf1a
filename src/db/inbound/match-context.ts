import { and, desc, eq, inArray, isNotNull, type SQL, sql } from 'drizzle-orm';
import { alias, QueryBuilder } from 'drizzle-orm/sqlite-core';
import { QUESTION_STEP } from '../../shared/flows/list-question';
import { isOpenQuestion } from '../messages/list-questions';
import { accounts, conversations, customerAliases, events, messages, requestSteps, requests } from '../schema';
import { type Database, jsonListOf } from '../sql/database';
import { isLive } from '../sql/is-live';
import { preparedSelect, runPreparedSelects } from '../sql/prepared-select';

/** An incoming message that is to be matched to a request. */
export type MatchQuery = {
  accountId: string;
  channelId: string;
  /** The names of the sender: phone number and user id. */
  names: string[];
  /** The payload of the pressed button, and the request that the payload names. */
  payload: { requestId: string | null; value: string } | null;
  /** Meta's id of the message that this one quotes, reacts to or presses a button of. */
  referencedWamid: string | null;
  /** Identifies the event, however often it is delivered. */
  dedupeKey: string;
};

/** JSON lists of what the queries name; each is one placeholder of the prepared selects. */
const names = sql.placeholder('names');
const payloads = sql.placeholder('payloads');
const referenced = sql.placeholder('referenced');
const dedupeKeys = sql.placeholder('dedupeKeys');
const accountIds = sql.placeholder('accountIds');

const queryBuilder = new QueryBuilder();
const [a, b] = [alias(customerAliases, 'a'), alias(customerAliases, 'b')];
const [m, r, s] = [alias(messages, 'm'), alias(requests, 'r'), alias(requestSteps, 's')];

/** Joins the sender's names (account, channel, name) with their rows: any name leads to all names of the customer. */
const joinAliases = sql`json_each(${names}) k join ${customerAliases} ${a} on ${a.accountId} = k.value ->> 0 and ${a.alias} = k.value ->> 2`;
const joinSameCustomer = sql`join ${customerAliases} ${b} on ${b.accountId} = ${a.accountId} and ${b.userKey} = ${a.userKey}`;

/** Returns a select of the live requests that write to a sender, by any name of theirs. */
const liveOfSenders = (): SQL => {
  const join = (address: SQL) =>
    sql`join ${requests} ${r} on ${r.channelId} = k.value ->> 1 and ${r.address} = ${address} where ${isLive(r)}`;
  return sql`select ${r.requestId} from json_each(${names}) k ${join(sql`k.value ->> 2`)}
    union select ${r.requestId} from ${joinAliases} ${join(sql`ltrim(${a.userKey}, '+')`)}
    union select ${r.requestId} from ${joinAliases} ${joinSameCustomer} ${join(sql`${b.alias}`)}`;
};

const joinReferenced = sql`json_each(${referenced}) k
  join ${messages} ${m} on ${m.channelId} = k.value ->> 0 and ${m.wamid} = k.value ->> 1`;

/** Selects the messages that offer a pressed button: a press that names no message means the latest one before it. */
const selectOffers = () => {
  const q = alias(messages, 'q');
  return queryBuilder
    .select({
      requestId: sql<string>`${q.requestId}`.as('offered_by'),
      payload: sql<string>`k.value ->> 2`.as('offered_payload'),
      turn: sql<number | null>`${q.turn}`.as('offered_turn'),
      sentAt: sql<number>`${q.createdAt}`.as('offered_at'),
    })
    .from(
      sql`json_each(${payloads}) k join ${messages} ${q} on ${q.accountId} = k.value ->> 0 and ${q.requestId} = k.value ->> 1`,
    )
    .where(
      and(eq(q.direction, 'out'), sql`exists (select 1 from json_tree(${q.content}) t where t.atom = k.value ->> 2)`),
    )
    .orderBy(desc(q.messageId));
};

/**
 * The condition that a message of the request may have gone out although Meta's id of it is unknown: of the message, or of an
 * earlier copy of one that was sent again. Steps are read only if a message names another.
 */
const hasUnknownMessage =
  sql<number>`${sql`exists (select 1 from ${messages} ${m} where ${m.accountId} = ${requests.accountId}
  and ${m.requestId} = ${requests.requestId} and ${m.direction} = 'out' and ${m.wamid} is null
  and ${m.callStartedAt} is not null) or ${referenced} <> '[]' and exists (select 1 from ${requestSteps} ${s}
  where ${s.requestId} = ${requests.requestId} and ${s.accountId} = ${requests.accountId} and ${s.detail} ->> '$.resent')`}`.as(
    'has_unknown_message',
  );

/** The condition that the customer at the request's address is known by a user id. */
const userIdKnown = sql<number>`${sql`exists (select 1 from ${customerAliases} ${a} join ${customerAliases} ${b}
  on ${b.accountId} = ${a.accountId} and ${b.userKey} = ${a.userKey} and ${b.alias} glob '*[^0-9]*'
    and ${b.namedBy} = 'whatsapp'
  where ${a.accountId} = ${requests.accountId} and ${a.alias} = ${requests.address})`}`.as('user_id_known');

const selectCandidates = () =>
  queryBuilder
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
      hasUnknownMessage,
      userIdKnown,
    })
    .from(requests)
    .where(
      sql`${requests.requestId} in (
        select ${r.requestId} from json_each(${payloads}) k join ${requests} ${r}
          on ${r.accountId} = k.value ->> 0 and ${r.requestId} = k.value ->> 1
        union select ${m.requestId} from ${joinReferenced}
        union ${liveOfSenders()})`,
    )
    .orderBy(desc(requests.requestId));

/** The selects of everything that decides which requests messages belong to. */
const SELECTS = {
  aliases: preparedSelect(() =>
    queryBuilder
      .select()
      .from(customerAliases)
      .where(
        sql`(${customerAliases.accountId}, ${customerAliases.alias}) in
        (select ${b.accountId}, ${b.alias} from ${joinAliases} ${joinSameCustomer})`,
      ),
  ),
  accounts: preparedSelect(() =>
    queryBuilder
      .select({
        accountId: accounts.accountId,
        optOutWords: accounts.optOutWords,
        optInWords: accounts.optInWords,
        timeZone: accounts.timeZone,
        currency: accounts.currency,
      })
      .from(accounts)
      .where(inArray(accounts.accountId, jsonListOf(accountIds))),
  ),
  referenced: preparedSelect(() =>
    queryBuilder
      .select({
        channelId: messages.channelId,
        wamid: messages.wamid,
        requestId: messages.requestId,
        direction: messages.direction,
        turn: messages.turn,
        isListQuestion:
          sql<number>`(${messages.direction} = 'out' and coalesce(${messages.step}, '') = ${QUESTION_STEP})`.as(
            'is_list_question',
          ),
      })
      .from(messages)
      .where(sql`${messages.messageId} in (select ${m.messageId} from ${joinReferenced})`),
  ),
  /** The senders' conversations, under any of their keys. */
  conversations: preparedSelect(() =>
    queryBuilder
      .select({
        accountId: conversations.accountId,
        channelId: conversations.channelId,
        userKey: conversations.userKey,
        owner: conversations.owner,
        threadOrder: conversations.threadOrder,
      })
      .from(conversations)
      .where(
        sql`(${conversations.channelId}, ${conversations.userKey}) in (
        select k.value ->> 1, p.value || ltrim(k.value ->> 2, '+') from json_each(${names}) k, json_each('["","+"]') p
        union select k.value ->> 1, ${a.userKey} from ${joinAliases}
        union select k.value ->> 1, p.value || ltrim(${b.alias}, '+') from ${joinAliases} ${joinSameCustomer},
          json_each('["","+"]') p)`,
      ),
  ),
  offered: preparedSelect(selectOffers),
  questions: preparedSelect(() =>
    queryBuilder
      .select()
      .from(messages)
      .where(and(sql`${messages.requestId} in (${liveOfSenders()})`, isOpenQuestion, isNotNull(messages.wamid)))
      .orderBy(desc(messages.messageId)),
  ),
  candidates: preparedSelect(selectCandidates),
  applied: preparedSelect(() =>
    queryBuilder
      .select({ accountId: events.accountId, dedupeKey: events.dedupeKey })
      .from(events)
      .where(
        and(
          eq(events.state, 'applied'),
          sql`(${events.accountId}, ${events.dedupeKey}) in (select value ->> 0, value ->> 1 from json_each(${dedupeKeys}))`,
        ),
      ),
  ),
};

/** Returns everything that decides which requests these messages belong to; one round trip. */
export function findMatchContext(db: Database, queries: MatchQuery[]) {
  return runPreparedSelects(db, SELECTS, {
    names: JSON.stringify(
      queries.flatMap(({ accountId, channelId, names: own }) => own.map((name) => [accountId, channelId, name])),
    ),
    payloads: JSON.stringify(
      queries.flatMap(({ accountId, payload }) =>
        payload?.requestId ? [[accountId, payload.requestId, payload.value]] : [],
      ),
    ),
    referenced: JSON.stringify(
      queries.flatMap(({ channelId, referencedWamid }) => (referencedWamid ? [[channelId, referencedWamid]] : [])),
    ),
    dedupeKeys: JSON.stringify(queries.map(({ accountId, dedupeKey }) => [accountId, dedupeKey])),
    accountIds: JSON.stringify([...new Set(queries.map(({ accountId }) => accountId))]),
  });
}
