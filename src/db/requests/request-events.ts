import { and, eq, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { EventType } from '../../shared/events/event-catalogue';
import { type DraftColumns, insertOutboxEvents, type OutboxDraft } from '../events/outbox';
import { orders, requests } from '../schema';
import type { Database } from '../sql/database';
import { isLive } from '../sql/is-live';

/** The end of a request, or what it means for the request's order. */
type RequestEnd = {
  accountId: string;
  requestId: string;
  type: Extract<EventType, `request.${string}` | `order.${string}`>;
  outcome: string | null;
  error?: { code: string; step: string } | null;
};

const r = alias(requests, 'r');
const o = alias(orders, 'o');

const requestOf = ({ accountId, facts }: DraftColumns): SQL =>
  sql`${and(eq(r.accountId, accountId), eq(r.requestId, sql`${facts} ->> 'request_id'`))}`;

/** The order that a draft's request is about; an order is found by its store and the merchant's id. */
const orderOf = (draft: DraftColumns): SQL =>
  sql`${requests} r join ${orders} o on ${and(eq(o.accountId, r.accountId), eq(o.storeId, r.storeId), eq(o.orderId, r.objectId))}
    where ${requestOf(draft)} and ${r.objectType} = 'order'`;

/** Returns the facts of requests and their orders, from their rows as they are before the statement that ends the requests. */
const factsOf =
  (now: number) =>
  (draft: DraftColumns): SQL => {
    const { type, facts } = draft;
    const object = sql`json(iif(${r.objectType} is null, null, json_object('type', ${r.objectType}, 'id', ${r.objectId})))`;
    return sql`iif(${type} glob 'order.*',
      (select json_object('id', ${o.id}, 'order_id', ${o.orderId}, 'id_store', ${o.storeId}, 'request_id', ${r.requestId},
        'flow', ${r.flow}, 'outcome', ${facts} ->> 'outcome') from ${orderOf(draft)}),
      (select json_object('request_id', ${r.requestId}, 'flow', ${r.flow}, 'flow_version', ${r.flowVersion},
        'id_store', ${r.storeId}, 'object', ${object}, 'outcome', ${facts} ->> 'outcome', 'error', ${facts} -> 'error',
        'created_at', ${r.createdAt}, 'completed_at', iif(${type} = 'request.handed_over', null, cast(${now} as integer)))
        from ${requests} r where ${requestOf(draft)}))`;
  };

/**
 * Returns the statements that write events of live requests: they stand before what ends the requests. With `unless`, also
 * only where that condition on the request `r` does not hold.
 */
export const insertRequestEvents = (db: Database, ends: RequestEnd[], now: number, unless: SQL = sql`0`) =>
  insertOutboxEvents(
    db,
    ends.map(({ accountId, requestId, type, outcome, error = null }): OutboxDraft => {
      return { accountId, type, objectId: requestId, facts: { request_id: requestId, outcome, error } };
    }),
    now,
    {
      where: (draft) =>
        sql`exists (select 1 from ${requests} r where ${requestOf(draft)} and ${isLive(r)} and not (${unless}))`,
      objectId: (draft) =>
        sql`iif(${draft.type} glob 'order.*', (select ${o.id} from ${orderOf(draft)}), ${draft.objectId})`,
      facts: factsOf(now),
    },
  );
