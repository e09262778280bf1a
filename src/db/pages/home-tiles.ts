import { and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { lowestId } from '../../shared/crypto/ids';
import { COD_OUTCOMES, isPaidOnDelivery } from '../requests/request-search';
import { charges, messages, requestSteps, requests, shipmentEvents, shipments } from '../schema';
import { fromAvoidedReturns } from '../shipments/avoided-returns';
import type { Database } from '../sql/database';

/** The newest rows of each kind that the numbers of the home page are made of. */
const MAX_ROWS = 20_000;
/** The newest answers of people, of each of which its question is looked up. */
const MAX_ANSWERS = 1_000;
/** The time in an id may be a little ahead of the row's creation time. */
const ID_MARGIN_MS = 1_000;

export type HomeFilter = { flow: string | undefined; storeId: string | undefined };
/** The period that began at `since`, and the one of the same length before it, which began at `before`; epoch ms. */
export type HomePeriods = { since: number; before: number };

/** Selects the middle of the times in `answers` (columns `took` and `is_now`), for each period. */
const selectMedian = (db: Database, answers: SQL) =>
  db
    .select({ isNow: sql<number>`is_now`, ms: sql<number>`took`, answers: sql<number>`answers` })
    .from(
      sql`(select is_now, took, count(*) over (partition by is_now) as answers,
        row_number() over (partition by is_now order by took) as place from (${answers}))`,
    )
    .where(sql`place = (answers + 1) / 2`);

/** Returns the queries for the numbers of the home page, each for the period (`isNow` 1) and for the one before it (0). */
export function selectHomeTiles(
  db: Database,
  accountId: string,
  { flow, storeId }: HomeFilter,
  { since, before }: HomePeriods,
) {
  const firstId = (prefix: 'req' | 'she' | 'msg') => lowestId(prefix, before - ID_MARGIN_MS);
  const isNow = (ms: SQL | typeof requests.createdAt): SQL => sql`${ms} >= ${since}`;
  const chosen = and(
    eq(requests.accountId, accountId),
    sql`${requests.requestId} >= ${firstId('req')}`,
    sql`${requests.createdAt} >= ${before}`,
    flow === undefined ? undefined : eq(requests.flow, flow),
    storeId === undefined ? undefined : eq(requests.storeId, storeId),
  );
  const newestRequests = (columns: SQL): SQL =>
    sql`(select ${columns}, ${isNow(requests.createdAt)} as is_now from ${requests} where ${chosen}
      order by ${requests.requestId} desc limit ${MAX_ROWS})`;
  const ofStore = storeId === undefined ? sql`` : sql` and ${shipments.storeId} = ${storeId}`;
  const paidOnDelivery = isPaidOnDelivery(accountId, { storeId: sql`of_store`, objectId: sql`of_object` });

  /** The last message to the customer before `m`; the line that hands them over to a person answers nothing. */
  const lastAnswer = sql`coalesce((select o.message_id from ${messages} o where o.account_id = ${accountId}
    and o.user_key = m.user_key and o.channel_id = m.channel_id and o.direction = 'out' and o.message_id < m.message_id
    and not exists (select 1 from ${requestSteps} s where s.request_id = o.request_id and s.step = o.step
      and s.visit = o.visit and s.kind = 'hand_over') order by o.message_id desc limit 1), '')`;
  const question = sql`(select min(i.created_at) from ${messages} i where i.account_id = ${accountId}
    and i.user_key = m.user_key and i.channel_id = m.channel_id and i.direction = 'in'
    and i.message_id < m.message_id and i.message_id > ${lastAnswer})`;

  return {
    confirmations: db
      .select({
        isNow: sql<number>`is_now`,
        outcome: sql<(typeof COD_OUTCOMES)[number]>`how`,
        requests: sql<number>`count(*)`,
      })
      .from(
        newestRequests(
          sql`${requests.outcome} as how, ${requests.storeId} as of_store, ${requests.objectId} as of_object`,
        ),
      )
      .where(and(inArray(sql`how`, [...COD_OUTCOMES]), paidOnDelivery))
      .groupBy(sql`is_now, how`),
    released: db
      .select({ isNow: sql<number>`is_now`, parcels: sql<number>`count(*)` })
      .from(
        sql`(select e.shipment_id, max(e.happened_at >= ${since}) as is_now from ${shipmentEvents} e
          join ${shipments} on ${shipments.shipmentId} = e.shipment_id${ofStore}
          where e.account_id = ${accountId} and e.source = 'release' and e.event_id >= ${firstId('she')}
            and e.release in ('sent', 'accepted', 'pending') group by e.shipment_id)`,
      )
      .groupBy(sql`is_now`),
    avoided: db
      .select({ isNow: sql<number>`is_now`, parcels: sql<number>`count(*)` })
      .from(
        sql`(select ${shipments.stateAt} >= ${since} as is_now ${fromAvoidedReturns(accountId, {
          earliest: before,
          limit: MAX_ROWS,
          more: sql` and ${shipments.stateAt} >= ${before}${ofStore}`,
        })})`,
      )
      .groupBy(sql`is_now`),
    cost: db
      .select({
        isNow: sql<number>`is_now`,
        currency: sql<string>`currency`,
        units: sql<number>`sum(units)`,
        millionths: sql<number>`sum(millionths)`,
      })
      .from(
        sql`(select is_now, ${charges.currency} as currency, ${charges.amount} / 1000000 as units,
          ${charges.amount} % 1000000 as millionths
          from ${newestRequests(sql`${requests.requestId} as of_request, ${requests.objectType} as of_type`)}
          cross join ${charges} on ${charges.accountId} = ${accountId} and ${charges.requestId} = of_request
          where of_type = 'order')`,
      )
      .groupBy(sql`is_now, currency`),
    orders: db
      .select({ isNow: sql<number>`is_now`, orders: sql<number>`count(distinct of_store || ' ' || of_object)` })
      .from(
        newestRequests(
          sql`${requests.storeId} as of_store, ${requests.objectId} as of_object, ${requests.objectType} as of_type`,
        ),
      )
      .where(sql`of_type = 'order'`)
      .groupBy(sql`is_now`),
    customers: selectMedian(
      db,
      sql`select is_now, ${requestSteps.endedAt} - ${requestSteps.startedAt} as took
        from ${newestRequests(sql`${requests.requestId} as of_request`)}
        cross join ${requestSteps} on ${requestSteps.accountId} = ${accountId} and ${requestSteps.requestId} = of_request
        where ${requestSteps.kind} = 'wait_for_reply' and ${requestSteps.endedAt} is not null
          and ${requestSteps.result} ->> '$.message_id' is not null`,
    ),
    people: selectMedian(
      db,
      sql`select is_now, took from (select m.created_at >= ${since} as is_now, m.created_at - ${question} as took
        from ${messages} m where m.account_id = ${accountId} and m.request_id is null and m.message_id >= ${firstId('msg')}
          and m.direction = 'out' and m.author not in ('flow', 'other_app')
        order by m.message_id desc limit ${MAX_ANSWERS}) where took is not null`,
    ),
  };
}
