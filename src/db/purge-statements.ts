import { type SQL, sql } from 'drizzle-orm';
import { lowestId } from '../shared/ids';
import type { Database } from './database';
import { preserveSequence } from './preserve-sequence';
import {
  charges,
  conversations,
  customerAliases,
  customers,
  deadLetters,
  events,
  messageStatuses,
  messages,
  orders,
  pushAttempts,
  pushes,
  requestSteps,
  requests,
} from './schema';

/** What of an account is looked at together: rows by their ids, and by what names the customers of these rows are known. */
export type PurgeSet = Record<'requests' | 'orders' | 'messages' | 'events' | 'deadLetters', string[]> & {
  names: string[];
};

/** A request is over once it ended so long ago, and nothing linked to it is younger or still to be delivered. */
export const requestIsExpired = (before: number) =>
  sql`requests.wake_at is null and coalesce(requests.completed_at, requests.updated_at) < ${before}
    and not exists (select 1 from messages m where m.account_id = requests.account_id
      and m.request_id = requests.request_id and m.message_id >= ${lowestId('msg', before)})
    and not exists (select 1 from pushes p where p.request_id = requests.request_id
      and (p.held_until is not null or p.updated_at >= ${before}))`;

/** An order is over once nobody has told of it for so long, unless a live request is about it. */
export const orderIsExpired = (before: number) =>
  sql`orders.created_at < ${before} and orders.updated_at < ${before}
    and not exists (select 1 from requests r where r.account_id = orders.account_id and r.object_id = orders.order_id
      and r.id_store = orders.id_store and r.wake_at is not null)`;

export const messageIsExpired = (before: number) =>
  sql`messages.request_id is null and messages.created_at < ${before} and messages.updated_at < ${before}`;

const listOf = (values: string[]): SQL => sql`(select value from json_each(${JSON.stringify(values)}))`;

/** The customers whom some names mean, by the key under which each is kept. */
const customersByNames = (accountId: string, names: string[]): SQL =>
  sql`(select distinct coalesce((select user_key from customer_aliases
      where account_id = ${accountId} and alias = ltrim(value, '+')), value) as user_key
    from json_each(${JSON.stringify(names)}))`;

/** Those of them who have not opted out, and to whom no request, order or message refers any more. */
function unreferencedCustomers(accountId: string, names: string[]): SQL {
  const aliases = sql`from customer_aliases where account_id = ${accountId} and user_key = k.user_key`;
  const keys = sql`(select k.user_key union select alias ${aliases} union select '+' || alias ${aliases})`;
  return sql`(select k.user_key from ${customersByNames(accountId, names)} k
    where not exists (select 1 from customers where account_id = ${accountId} and user_key in ${keys}
        and opted_out_at is not null)
      and not exists (select 1 from requests where account_id = ${accountId} and user_key in ${keys})
      and not exists (select 1 from orders where account_id = ${accountId} and user_key in ${keys})
      and not exists (select 1 from messages where account_id = ${accountId} and user_key in ${keys})
      and not exists (select 1 from channels c join requests r on r.channel_id = c.channel_id
        where c.account_id = ${accountId} and r.wake_at is not null
          and r.address in (select ltrim(k.user_key, '+') union select alias ${aliases})))`;
}

/** The ledger is kept, without whose it is; what a flow has written of it may name them as well. */
const ANONYMOUS = { userKey: '', description: sql`${charges.kind}` };

/** Deletes requests that are over, with all that is linked to them. */
function purgeRequests(db: Database, accountId: string, { requests: ids }: PurgeSet, before: number) {
  if (ids.length === 0) return {};
  const chosen = listOf(ids);
  const gone = sql`(select value from json_each(${JSON.stringify(ids)})
    where not exists (select 1 from requests r where r.request_id = value))`;
  const ofGone = sql`account_id = ${accountId} and request_id in ${gone}`;
  return {
    stores: preserveSequence(db, accountId, sql`request_id in ${chosen}`),
    requests: db
      .delete(requests)
      .where(sql`account_id = ${accountId} and request_id in ${chosen} and ${requestIsExpired(before)}`),
    request_steps: db.delete(requestSteps).where(ofGone),
    push_attempts: db
      .delete(pushAttempts)
      .where(sql`account_id = ${accountId} and push_id in (select push_id from pushes where ${ofGone})`),
    pushes: db.delete(pushes).where(ofGone),
    message_statuses: db
      .delete(messageStatuses)
      .where(sql`account_id = ${accountId} and message_id in (select message_id from messages where ${ofGone})`),
    messages: db.delete(messages).where(ofGone),
    charges: db.update(charges).set(ANONYMOUS).where(ofGone),
  };
}

/** Deletes messages that belong to no request. */
function purgeMessages(db: Database, accountId: string, { messages: ids }: PurgeSet, before: number) {
  if (ids.length === 0) return {};
  const gone = sql`(select value from json_each(${JSON.stringify(ids)})
    where not exists (select 1 from messages m where m.message_id = value))`;
  return {
    messages_alone: db
      .delete(messages)
      .where(sql`account_id = ${accountId} and message_id in ${listOf(ids)} and ${messageIsExpired(before)}`),
    statuses_alone: db.delete(messageStatuses).where(sql`account_id = ${accountId} and message_id in ${gone}`),
    charges_alone: db
      .update(charges)
      .set(ANONYMOUS)
      .where(sql`account_id = ${accountId} and cause in (select 'message:' || value from ${gone})`),
  };
}

function purgeCustomers(db: Database, accountId: string, { names }: PurgeSet, before: number) {
  if (names.length === 0) return {};
  const unheard = unreferencedCustomers(accountId, names);
  return {
    conversations: db.delete(conversations).where(
      sql`account_id = ${accountId} and last_inbound_at < ${before}
          and (user_key in ${customersByNames(accountId, names)} or user_key in ${listOf(names)})`,
    ),
    customers: db.delete(customers).where(
      sql`account_id = ${accountId} and opted_out_at is null and updated_at < ${before} and (user_key in ${unheard}
          or user_key in (select alias from customer_aliases where account_id = ${accountId} and user_key in ${unheard}))`,
    ),
    // Last, as they say which names mean the same customer.
    customer_aliases: db.delete(customerAliases).where(sql`account_id = ${accountId} and user_key in ${unheard}`),
  };
}

/**
 * The statements that forget what is over of some old rows, by what each forgets. What is not over any more when they run
 * stays; done again they change nothing.
 */
export const purgeStatements = (db: Database, accountId: string, old: PurgeSet, before: number) => ({
  ...purgeRequests(db, accountId, old, before),
  ...(old.orders.length === 0
    ? {}
    : {
        orders: db
          .delete(orders)
          .where(sql`account_id = ${accountId} and id in ${listOf(old.orders)} and ${orderIsExpired(before)}`),
      }),
  ...purgeMessages(db, accountId, old, before),
  ...(old.events.length === 0
    ? {}
    : { events: db.delete(events).where(sql`account_id = ${accountId} and event_id in ${listOf(old.events)}`) }),
  ...(old.deadLetters.length === 0
    ? {}
    : {
        dead_letters: db
          .delete(deadLetters)
          .where(sql`account_id = ${accountId} and event_id in ${listOf(old.deadLetters)}`),
      }),
  ...purgeCustomers(db, accountId, old, before),
});
