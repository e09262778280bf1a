import { and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { lowestId } from '../../shared/crypto/ids';
import { HOME_SLOTS } from '../../shared/numbers/home-slots';
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

/**
 * Selects the middle of the times in `answers` (columns `took` and `slot`), for each period and for each slot: `isOfPeriod` for
 * the period that the slot belongs to, `isOfSlot` for the slot.
 */
const selectMedian = (db: Database, answers: SQL) =>
  db
    .select({
      slot: sql<number>`slot`,
      ms: sql<number>`took`,
      isOfPeriod: sql<number>`place = (of_period + 1) / 2`.as('is_of_period'),
      isOfSlot: sql<number>`place_in_slot = (of_slot + 1) / 2`.as('is_of_slot'),
    })
    .from(
      sql`(select slot, took, count(*) over (partition by slot >= 0) as of_period, count(*) over (partition by slot) as of_slot,
        row_number() over (partition by slot >= 0 order by took) as place,
        row_number() over (partition by slot order by took) as place_in_slot from (${answers}))`,
    )
    .where(sql`place = (of_period + 1) / 2 or place_in_slot = (of_slot + 1) / 2`);

/**
 * Returns the queries for the numbers of the home page, by slot of the period; -1 is the whole period before. The number of a
 * period is the sum of its slots, but for medians.
 */
export function selectHomeTiles(
  db: Database,
  accountId: string,
  { flow, storeId }: HomeFilter,
  { since, before }: HomePeriods,
) {
  const firstId = (prefix: 'req' | 'she' | 'msg') => lowestId(prefix, before - ID_MARGIN_MS);
  const slotMs = Math.ceil((since - before) / HOME_SLOTS);
  const slotOf = (ms: SQL | typeof requests.createdAt): SQL =>
    sql`iif(${ms} >= ${since}, cast(min((${ms} - ${since}) / ${slotMs}, ${HOME_SLOTS - 1}) as integer), -1)`;
  const chosen = and(
    eq(requests.accountId, accountId),
    sql`${requests.requestId} >= ${firstId('req')}`,
    sql`${requests.createdAt} >= ${before}`,
    flow === undefined ? undefined : eq(requests.flow, flow),
    storeId === undefined ? undefined : eq(requests.storeId, storeId),
  );
  const newestRequests = (columns: SQL): SQL =>
    sql`(select ${columns}, ${slotOf(requests.createdAt)} as slot from ${requests} where ${chosen}
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
        slot: sql<number>`slot`,
        outcome: sql<(typeof COD_OUTCOMES)[number]>`how`,
        requests: sql<number>`count(*)`,
      })
      .from(
        newestRequests(
          sql`${requests.outcome} as how, ${requests.storeId} as of_store, ${requests.objectId} as of_object`,
        ),
      )
      .where(and(inArray(sql`how`, [...COD_OUTCOMES]), paidOnDelivery))
      .groupBy(sql`slot, how`),
    released: db
      .select({ slot: sql<number>`slot`, parcels: sql<number>`count(*)` })
      .from(
        sql`(select e.shipment_id, ${slotOf(sql`max(e.happened_at)`)} as slot from ${shipmentEvents} e
          join ${shipments} on ${shipments.shipmentId} = e.shipment_id${ofStore}
          where e.account_id = ${accountId} and e.source = 'release' and e.event_id >= ${firstId('she')}
            and e.release in ('sent', 'accepted', 'pending') group by e.shipment_id)`,
      )
      .groupBy(sql`slot`),
    avoided: db
      .select({ slot: sql<number>`slot`, parcels: sql<number>`count(*)` })
      .from(
        sql`(select ${slotOf(sql`${shipments.stateAt}`)} as slot ${fromAvoidedReturns(accountId, {
          earliest: before,
          limit: MAX_ROWS,
          more: sql` and ${shipments.stateAt} >= ${before}${ofStore}`,
        })})`,
      )
      .groupBy(sql`slot`),
    cost: db
      .select({
        slot: sql<number>`slot`,
        currency: sql<string>`currency`,
        units: sql<number>`sum(units)`,
        millionths: sql<number>`sum(millionths)`,
      })
      .from(
        sql`(select slot, ${charges.currency} as currency, ${charges.amount} / 1000000 as units,
          ${charges.amount} % 1000000 as millionths
          from ${newestRequests(sql`${requests.requestId} as of_request, ${requests.objectType} as of_type`)}
          cross join ${charges} on ${charges.accountId} = ${accountId} and ${charges.requestId} = of_request
          where of_type = 'order')`,
      )
      .groupBy(sql`slot, currency`),
    orders: db
      .select({ slot: sql<number>`first_slot`, orders: sql<number>`count(*)` })
      // An order counts once in each period, when its first request came.
      .from(
        sql`(select min(slot) as first_slot from ${newestRequests(
          sql`${requests.storeId} as of_store, ${requests.objectId} as of_object, ${requests.objectType} as of_type`,
        )} where of_type = 'order' group by slot >= 0, of_store, of_object)`,
      )
      .groupBy(sql`first_slot`),
    customers: selectMedian(
      db,
      sql`select slot, ${requestSteps.endedAt} - ${requestSteps.startedAt} as took
        from ${newestRequests(sql`${requests.requestId} as of_request`)}
        cross join ${requestSteps} on ${requestSteps.accountId} = ${accountId} and ${requestSteps.requestId} = of_request
        where ${requestSteps.kind} = 'wait_for_reply' and ${requestSteps.endedAt} is not null
          and ${requestSteps.result} ->> '$.message_id' is not null`,
    ),
    people: selectMedian(
      db,
      sql`select slot, took from (select ${slotOf(sql`m.created_at`)} as slot, m.created_at - ${question} as took
        from ${messages} m where m.account_id = ${accountId} and m.request_id is null and m.message_id >= ${firstId('msg')}
          and m.direction = 'out' and m.author not in ('flow', 'other_app')
        order by m.message_id desc limit ${MAX_ANSWERS}) where took is not null`,
    ),
  };
}
