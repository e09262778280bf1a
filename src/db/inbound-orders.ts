import { eq, type SQL, sql } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import { shopifyOrderIds } from '../shared/shopify-order-id';
import { type Database, rowsOf } from './database';
import type { AccountEvent } from './events';
import { currentVersion, triggerColumns } from './flows';
import { upsertInboundEvents } from './inbound-events';
import type { Order } from './orders';
import { cancelRequests, insertRequests } from './request-statements';
import type { RequestRow } from './requests';
import { accounts, events, flows, flowVersions, orders, requests, stores } from './schema';

/** What must be known to take in an order's event: `cause` and `delivery` are by what it is known again. */
export type OrderEventQuery = {
  accountId: string;
  storeId: string;
  orderId: string | null;
  dedupeKey: string;
  deliveryId: string | null;
};

/** Requests that an order's event ends, with the event as their outcome. */
export type EndedRequests = { accountId: string; requestIds: string[]; outcome: string };

export type OrdersWrite = {
  events: AccountEvent[];
  orders: Order[];
  started: RequestRow[];
  ended: EndedRequests[];
  /** When each store's webhook has come. */
  webhooksSeen: { storeId: string; at: number }[];
};

const toJson = (rows: unknown[]): string => JSON.stringify(rows);

/** All that a shop says of an order; what is ours (its id, its source, when it came) stays as it is. */
const SHOP_COLUMNS = {
  source: sql`excluded.source`,
  orderNumber: sql`excluded.order_number`,
  userKey: sql`excluded.user_key`,
  phone: sql`excluded.phone`,
  customer: sql`excluded.customer`,
  currency: sql`excluded.currency`,
  total: sql`excluded.total`,
  paymentMethod: sql`excluded.payment_method`,
  shippingAddress: sql`excluded.shipping_address`,
  items: sql`excluded.items`,
  tags: sql`excluded.tags`,
  financialStatus: sql`excluded.financial_status`,
  fulfillmentStatus: sql`excluded.fulfillment_status`,
  details: sql`excluded.details`,
  cancelledAt: sql`excluded.cancelled_at`,
  placedAt: sql`excluded.placed_at`,
  updatedAt: sql`excluded.updated_at`,
  creationSeenAt: sql`coalesce(${orders.creationSeenAt}, excluded.creation_seen_at)`,
  reconciledUpTo: sql`excluded.reconciled_up_to`,
  rawEventId: sql`excluded.raw_event_id`,
  rawUntil: sql`excluded.raw_until`,
} satisfies Partial<Record<keyof Order, SQL>>;

export const inboundOrdersRepository = (db: Database) => ({
  /** All that these events meet, in one round trip: what came before, the orders, and the flows they can start or end. */
  async loadContext(asks: OrderEventQuery[]) {
    const causes = toJson(asks.map(({ accountId, dedupeKey }) => [accountId, dedupeKey]));
    const deliveries = toJson(
      asks.flatMap((ask) => (ask.deliveryId === null ? [] : [[ask.accountId, ask.deliveryId]])),
    );
    const named = toJson(
      asks.flatMap(({ accountId, storeId, orderId }) =>
        orderId === null ? [] : [[accountId, storeId, orderId, shopifyOrderIds(orderId)[1] ?? orderId]],
      ),
    );
    const owners = toJson([...new Set(asks.map(({ accountId }) => accountId))]);
    const [known, orderRows, accountRows, storeRows, flowRows, watching] = await db.batch([
      db
        .select({
          accountId: events.accountId,
          dedupeKey: events.dedupeKey,
          deliveryId: events.deliveryId,
          state: events.state,
        })
        .from(events)
        .where(
          sql`event_id in (
            select e.event_id from json_each(${causes}) k
              join events e on e.account_id = k.value ->> 0 and e.cause = k.value ->> 1
            union select e.event_id from json_each(${deliveries}) k
              join events e on e.account_id = k.value ->> 0 and e.delivery = k.value ->> 1)`,
        ),
      db
        .select({
          order: orders,
          // Whether the event that brought the payload still stands, and will take it along when it is purged.
          rawIsOwned: sql<number>`exists (select 1 from events e where e.event_id = orders.raw_event_id)`.as('owned'),
        })
        .from(orders)
        .where(
          sql`id in (select o.id from json_each(${named}) k join orders o
            on o.account_id = k.value ->> 0 and o.id_store = k.value ->> 1 and o.order_id = k.value ->> 2)`,
        ),
      db.select().from(accounts).where(sql`${accounts.accountId} in (select value from json_each(${owners}))`),
      db
        .select({ storeId: stores.storeId, createdAt: stores.createdAt })
        .from(stores)
        .where(sql`${stores.storeId} in (select k.value ->> 1 from json_each(${named}) k)`),
      db
        .select({
          accountId: flows.accountId,
          on: flows.triggerOn,
          key: flows.key,
          version: flows.version,
          ...triggerColumns,
        })
        .from(flows)
        .innerJoin(flowVersions, currentVersion)
        .where(
          sql`${flows.accountId} in (select value from json_each(${owners})) and ${flows.active} = 1
            and ${flows.triggerOn} glob 'order.*'`,
        )
        .orderBy(flows.createdAt, flows.key),
      db
        .select({
          accountId: requests.accountId,
          storeId: requests.storeId,
          orderId: sql<string>`${requests.objectId}`.as('order_id'),
          requestId: requests.requestId,
          flow: requests.flow,
          variables: requests.variables,
          dedupeKey: requests.dedupeKey,
          cancelOn: sql<string>`definition -> '$.cancel_on'`.as('cancel_on'),
        })
        .from(requests)
        .innerJoin(
          flowVersions,
          sql`${flowVersions.accountId} = ${requests.accountId} and ${flowVersions.key} = ${requests.flow}
            and ${flowVersions.version} = ${requests.flowVersion}`,
        )
        .where(
          sql`${requests.requestId} in (select r.request_id from json_each(${named}) k join requests r
              on r.account_id = k.value ->> 0 and r.object_id in (k.value ->> 2, k.value ->> 3)
                and r.id_store = k.value ->> 1
              where r.object_type = 'order' and r.wake_at is not null)
            and definition -> '$.cancel_on' is not null`,
        ),
    ]);
    return { known, orders: orderRows, accounts: accountRows, stores: storeRows, flows: flowRows, watching };
  },

  /**
   * Writes what a batch of orders' events does, in one round trip: each event once by cause and by delivery, no order
   * backwards. Fails as a whole where an event of another cause had this delivery in the meantime. Gives the requests
   * that were started and the pushes that were released.
   */
  async write(
    { events: rows, orders: changed, started, ended, webhooksSeen: seen }: OrdersWrite,
    now: number,
    visibleAt: number,
  ) {
    const upserts = rowsOf(orders, changed).map((values) =>
      db
        .insert(orders)
        .select(values)
        .onConflictDoUpdate({
          target: [orders.accountId, orders.storeId, orders.orderId],
          set: SHOP_COLUMNS,
          setWhere: sql`${orders.updatedAt} <= excluded.updated_at`,
        }),
    );
    const inserts = insertRequests(db, started);
    const cancels = ended.map((each) => cancelRequests(db, { ...each, now, visibleAt }));
    const statements: BatchItem<'sqlite'>[] = [
      ...inserts,
      ...cancels.flat(),
      ...upserts,
      ...upsertInboundEvents(db, rows),
      ...seen.map(({ storeId, at }) =>
        db
          .update(stores)
          .set({ webhookSeenAt: sql`max(coalesce(${stores.webhookSeenAt}, 0), ${at})` })
          .where(eq(stores.storeId, storeId)),
      ),
    ];
    const [first, ...rest] = statements;
    if (!first) return { startedIds: new Set<string>(), released: [] };
    const results = (await db.batch([first, ...rest])) as unknown[];
    const written = results.slice(0, inserts.length).flat() as { requestId: string }[];
    const lastOfEach = cancels.map((_, i) => results[inserts.length + 3 * i + 2]);
    return {
      startedIds: new Set(written.map(({ requestId }) => requestId)),
      released: lastOfEach.flat() as { pushId: string; accountId: string }[],
    };
  },

  /** Of orders by their ids in a store, the change that each row shows, and whether its creation was taken in. */
  async findVersions(accountId: string, storeId: string, orderIds: string[]) {
    return db
      .select({ orderId: orders.orderId, updatedAt: orders.updatedAt, creationSeenAt: orders.creationSeenAt })
      .from(orders)
      .where(
        sql`id in (select o.id from json_each(${toJson(orderIds)}) k join orders o
          on o.account_id = ${accountId} and o.id_store = ${storeId} and o.order_id = k.value)`,
      );
  },

  /** Up to `limit` orders whose payload was kept long enough, with the events that brought it. */
  async listExpiredPayloads(now: number, limit: number) {
    return db
      .select({ id: orders.id, rawEventId: orders.rawEventId })
      .from(orders)
      .where(sql`${orders.rawUntil} is not null and ${orders.rawUntil} <= ${now}`)
      .orderBy(orders.rawUntil)
      .limit(limit);
  },

  /** Notes that these orders' payloads are gone. */
  async clearPayloads(ids: string[]): Promise<void> {
    await db
      .update(orders)
      .set({ rawEventId: null, rawUntil: null })
      .where(sql`${orders.id} in (select value from json_each(${toJson(ids)}))`);
  },
});

export type InboundOrdersRepository = ReturnType<typeof inboundOrdersRepository>;
