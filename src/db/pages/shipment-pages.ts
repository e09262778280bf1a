import { and, asc, desc, eq, isNull, lt, ne, type SQL, sql } from 'drizzle-orm';
import { lowestId } from '../../shared/crypto/ids';
import type { JsonObject } from '../../shared/json/json';
import { versionOfRequest } from '../flows/flows';
import { type SessionRows, selectPageSession, toSessionRows } from '../people/sessions';
import type { RequestRow } from '../requests/requests';
import {
  flows,
  flowVersions,
  orders,
  pushes,
  requests,
  shipmentAliases,
  shipmentEvents,
  shipments,
  stores,
} from '../schema';
import { fromAvoidedReturns } from '../shipments/avoided-returns';
import { hasRequestedRelease } from '../shipments/has-requested-release';
import type { Shipment, ShipmentEventRow } from '../shipments/shipments';
import { runBatch } from '../sql/batch';
import type { Database } from '../sql/database';
import { isLive } from '../sql/is-live';
import { trimPage } from '../sql/page';

type SessionRef = { accountId: string; sessionId: string };

/** A shipment with its order's number and customer, if the order is here. */
export type ListedShipment = Shipment & {
  orderNumber: string | null;
  customerName: string | null;
  /** Whether the release of the current hold has been requested. */
  isReleased: boolean;
};

export type ShipmentSearch = {
  /** `held`: those that wait for instructions; `released` and `avoided`: those of the period since `since`. */
  show: 'all' | 'held' | 'released' | 'avoided';
  since: number;
  storeId: string | undefined;
  /** A tracking number as an alias, and the spellings of an order number. */
  query: { alias: string; numbers: string[] } | undefined;
};

export type ShipmentListRows = SessionRows & {
  /** By the end of the hold; none behind the first page. */
  held: ListedShipment[];
  found: { rows: ListedShipment[]; more: boolean };
};

export type ShipmentRows = SessionRows & {
  found: ListedShipment | undefined;
  events: ShipmentEventRow[];
  storeName: string | undefined;
  /** The requests that the parcel started or that released it, newest first. */
  requests: { requestId: string; flow: string; status: (typeof requests.$inferSelect)['status'] }[];
  flows: { key: string; name: string }[];
  /** The latest request that the parcel started and that goes on, with the definition of its flow. */
  handling: (Pick<RequestRow, 'requestId' | 'waitingFor' | 'openWait'> & { definition: JsonObject | null }) | undefined;
};

const MAX_HELD = 50;
const MAX_AVOIDED = 20_000;
const MAX_EVENTS = 500;
const MAX_REQUESTS = 20;
const MAX_FLOWS = 100;

const ofOrder = (value: SQL) =>
  sql<string | null>`${sql`(select ${value} from ${orders} where ${orders.accountId} = ${shipments.accountId}
    and ${orders.storeId} = ${shipments.storeId} and ${orders.orderId} = ${shipments.orderId})`}`;

const LISTED = {
  shipment: shipments,
  orderNumber: ofOrder(sql`${orders.orderNumber}`).as('number_of_order'),
  customerName: ofOrder(
    sql`trim(coalesce(${orders.customer} ->> '$.first_name', '') || ' ' || coalesce(${orders.customer} ->> '$.last_name', ''))`,
  ).as('name_of_customer'),
  isReleased: sql<number>`${sql`coalesce(${hasRequestedRelease}, 0)`}`.as('is_released'),
};
type ListedRow = { shipment: Shipment; isReleased: number } & Pick<ListedShipment, 'orderNumber' | 'customerName'>;
const toListed = ({ shipment, isReleased, ...ofItsOrder }: ListedRow): ListedShipment => ({
  ...shipment,
  ...ofItsOrder,
  isReleased: isReleased === 1,
});

/** The rows for the pages about shipments, each with its session in one round trip. */
export const shipmentPagesRepository = (db: Database) => ({
  /** Returns a page of shipments: first the held ones by their deadline, then the others, newest first. */
  async search(
    { accountId, sessionId }: SessionRef,
    { show, since, storeId, query }: ShipmentSearch,
    { limit, after }: { limit: number; after: string | null },
  ): Promise<ShipmentListRows> {
    const matching = and(
      eq(shipments.accountId, accountId),
      isNull(shipments.replacedBy),
      storeId === undefined ? undefined : eq(shipments.storeId, storeId),
      query &&
        sql`${shipments.shipmentId} in (select a.shipment_id from ${shipmentAliases} a
            where a.account_id = ${accountId} and a.alias = ${query.alias}
          union all select s.shipment_id from ${orders} o join ${shipments} s on s.account_id = o.account_id
            and s.order_id = o.order_id and s.id_store = o.id_store
            where o.account_id = ${accountId} and o.order_number in ${query.numbers})`,
    );
    const released = sql`${shipments.shipmentId} in (select e.shipment_id from ${shipmentEvents} e
      where e.account_id = ${accountId} and e.source = 'release' and e.event_id >= ${lowestId('she', since)}
        and e.release in ('sent', 'accepted', 'pending'))`;
    const avoided = sql`${shipments.shipmentId} in (select ${shipments.shipmentId} ${fromAvoidedReturns(accountId, {
      earliest: since,
      limit: MAX_AVOIDED,
      more: sql` and ${shipments.stateAt} >= ${since}`,
    })})`;
    const showsHeld = show === 'held' || show === 'all';
    const { signedIn, ...rows } = await runBatch(db, {
      signedIn: selectPageSession(db, accountId, sessionId),
      held: db
        .select(LISTED)
        .from(shipments)
        .where(and(matching, eq(shipments.state, 'held')))
        .orderBy(sql`coalesce(${shipments.heldUntil}, 9007199254740991)`, asc(shipments.shipmentId))
        .limit(showsHeld && after === null ? MAX_HELD : 0),
      found: db
        .select(LISTED)
        .from(shipments)
        .where(
          and(
            matching,
            show === 'all' ? ne(shipments.state, 'held') : undefined,
            show === 'released' ? released : undefined,
            show === 'avoided' ? avoided : undefined,
            after === null ? undefined : lt(shipments.shipmentId, after),
          ),
        )
        .orderBy(desc(shipments.shipmentId))
        .limit(show === 'held' ? 0 : limit + 1),
    });
    return {
      ...toSessionRows(signedIn),
      held: rows.held.map(toListed),
      found: trimPage(rows.found.map(toListed), limit),
    };
  },

  /** Returns a shipment, or the one that has replaced it, with the events of both. */
  async load({ accountId, sessionId }: SessionRef, shipmentId: string): Promise<ShipmentRows> {
    const current = sql`(select coalesce(r.replaced_by, r.shipment_id) from ${shipments} r
      where r.shipment_id = ${shipmentId} and r.account_id = ${accountId})`;
    const ofShipment = (column: SQL) =>
      sql`(select ${column} from ${shipments} c where c.shipment_id = ${current} and c.account_id = ${accountId})`;
    const { signedIn, ...rows } = await runBatch(db, {
      signedIn: selectPageSession(db, accountId, sessionId),
      found: db
        .select(LISTED)
        .from(shipments)
        .where(and(eq(shipments.shipmentId, current), eq(shipments.accountId, accountId))),
      events: db
        .select()
        .from(shipmentEvents)
        .where(
          and(
            eq(shipmentEvents.accountId, accountId),
            sql`${shipmentEvents.shipmentId} in (select a.shipment_id from ${shipments} a where a.shipment_id = ${current}
              union select a.shipment_id from ${shipments} a where a.replaced_by = ${current})`,
          ),
        )
        .orderBy(desc(shipmentEvents.happenedAt), desc(shipmentEvents.seq))
        .limit(MAX_EVENTS),
      store: db
        .select({ name: stores.name })
        .from(stores)
        .where(and(eq(stores.accountId, accountId), eq(stores.storeId, ofShipment(sql`c.id_store`)))),
      requests: db
        .select({ requestId: requests.requestId, flow: requests.flow, status: requests.status })
        .from(requests)
        .where(
          and(
            eq(requests.accountId, accountId),
            sql`${requests.requestId} in (select r.request_id from ${requests} r where r.account_id = ${accountId}
                and r.object_id = ${ofShipment(sql`c.order_id`)}
              union select p.request_id from ${pushes} p where p.account_id = ${accountId} and p.object_id = ${current})`,
          ),
        )
        .orderBy(desc(requests.requestId))
        .limit(MAX_REQUESTS),
      handling: db
        .select({
          requestId: requests.requestId,
          waitingFor: requests.waitingFor,
          openWait: requests.openWait,
          definition: flowVersions.definition,
        })
        .from(requests)
        .leftJoin(flowVersions, versionOfRequest)
        .where(
          and(
            eq(requests.accountId, accountId),
            eq(requests.objectId, ofShipment(sql`c.order_id`)),
            sql`${requests.triggerFacts} ->> '$.shipment.id' = ${current}`,
            isLive(),
          ),
        )
        .orderBy(desc(requests.requestId))
        .limit(1),
      flows: db
        .select({ key: flows.key, name: flows.name })
        .from(flows)
        .where(eq(flows.accountId, accountId))
        .limit(MAX_FLOWS),
    });
    const [found] = rows.found;
    return {
      handling: rows.handling[0],
      ...toSessionRows(signedIn),
      found: found && toListed(found),
      events: rows.events,
      storeName: rows.store[0]?.name,
      requests: rows.requests,
      flows: rows.flows,
    };
  },
});

export type ShipmentPagesRepository = ReturnType<typeof shipmentPagesRepository>;
