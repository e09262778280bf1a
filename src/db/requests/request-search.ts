import { and, gte, inArray, type SQL, sql } from 'drizzle-orm';
import { lowestId } from '../../shared/crypto/ids';
import type { RequestListName } from '../../shared/flows/request-lists';
import { orders, pushes, requests } from '../schema';
import { jsonList } from '../sql/database';

/** Only the newest orders are searched by name. */
const NEWEST_NAMED = 5_000;

/** The outcomes of a question about cash on delivery. */
export const COD_OUTCOMES = ['confirmed', 'refused', 'no_answer'] as const;
/** Errors that no list of failures shows: one that is shown as its update's own, and the customer's wish. */
const EXPECTED_ERRORS = ['push_dead', 'opted_out'];

export type RequestSearch = {
  /** What a person typed: an order's ids and numbers, a customer's key, or a part of their name. */
  text?: { ids: string[]; numbers: string[]; name: string; userKey: string } | undefined;
  /** A list of what has happened since an instant. */
  list?: { show: RequestListName; since: number } | undefined;
};

/** Each part is looked up by index, and names in the newest orders. */
const hasText = (accountId: string, { ids, numbers, name, userKey }: NonNullable<RequestSearch['text']>): SQL =>
  sql`${requests.requestId} in (select r.request_id
    from (select value id, null store from json_each(${JSON.stringify(ids)})
      union select o.order_id, o.id_store from ${orders} o where o.account_id = ${accountId}
        and o.order_number in ${jsonList(numbers)}
      union select n.order_id, n.id_store from (select o.order_id, o.id_store,
          coalesce(o.customer ->> '$.first_name', '') || ' ' || coalesce(o.customer ->> '$.last_name', '') as name
          from ${orders} o where o.account_id = ${accountId} order by o.id desc limit ${NEWEST_NAMED}) n
        where instr(lower(n.name), lower(${name})) > 0) k
    cross join ${requests} r where r.account_id = ${accountId} and r.object_id = k.id
      and (k.store is null or r.id_store = k.store)
    union all select u.request_id from ${requests} u where u.account_id = ${accountId} and u.user_key = ${userKey})`;

/** The condition that the update by which a request failed was delivered later: the request can be restarted. */
const hasUpdateArrived: SQL = sql`${requests.error} ->> '$.code' = 'push_dead' and exists (select 1 from ${pushes} p
  where p.request_id = ${requests.requestId} and p.step = ${requests.error} ->> '$.step' and p.state = 'delivered')`;

/** The condition that a request failed by what a person should see. */
export const hasUnexpectedError: SQL = sql`${requests.status} = 'failed'
  and (coalesce(${requests.error} ->> '$.code', '') not in (${sql.raw(EXPECTED_ERRORS.map((code) => `'${code}'`).join(', '))})
    or ${hasUpdateArrived})`;

/** The condition that an order, of a store and an id, is paid on delivery. */
export const isPaidOnDelivery = (accountId: string, { storeId, objectId }: { storeId: SQL; objectId: SQL }): SQL =>
  sql`exists (select 1 from ${orders} o where o.account_id = ${accountId} and o.id_store = ${storeId}
    and o.order_id = ${objectId} and o.payment_method = 'cod')`;

function isInList(accountId: string, { show, since }: NonNullable<RequestSearch['list']>): SQL | undefined {
  if (show === 'update_failed')
    return sql`${requests.requestId} in (select p.request_id from ${pushes} p where p.account_id = ${accountId}
      and p.state = 'dead' and p.push_id >= ${lowestId('psh', since)})`;
  const isRecent = gte(requests.requestId, lowestId('req', since));
  if (show === 'failed') return and(isRecent, hasUnexpectedError);
  const of = { storeId: sql`${requests.storeId}`, objectId: sql`${requests.objectId}` };
  return and(isRecent, inArray(requests.outcome, [...COD_OUTCOMES]), isPaidOnDelivery(accountId, of));
}

/** The condition that a request of the account is what a person searches. */
export const matchingSearch = (accountId: string, { text, list }: RequestSearch): SQL | undefined =>
  and(text && hasText(accountId, text), list && isInList(accountId, list));
