import { sql } from 'drizzle-orm';
import type { AccountEvent } from '../events/events';
import { upsertInboundEvents } from '../events/inbound-events';
import { insertOutboxEvents, type OutboxDraft } from '../events/outbox';
import { type DeliveryCheck, failUnlessStill } from '../orders/delivered-orders';
import type { EventKeys } from '../orders/order-context';
import type { Order } from '../orders/orders';
import { selectStillAwaited } from '../orders/waiting-shipments';
import { cancelRequests, type EndedRequests, insertRequests } from '../requests/request-statements';
import type { RequestRow } from '../requests/requests';
import { orders, shipments } from '../schema';
import { checkReleasesNow, type ShipmentIds } from '../shipments/check-releases-now';
import { ordersNamed, type ShipmentQuery, selectShipmentContext } from '../shipments/shipment-context';
import { SHIPMENT_CONFLICTS, type ShipmentsWrite, shipmentStatements } from '../shipments/shipment-statements';
import { runBatch } from '../sql/batch';
import { type Database, failIf, selectsFromJson, writeUnlessConflicts } from '../sql/database';
import { type IdempotencyRecord, insertIdempotencyRecord } from '../sql/idempotency';

type InboundShipmentsWrite = {
  shipments: ShipmentsWrite;
  started: RequestRow[];
  ended: EndedRequests[];
  events: AccountEvent[];
  /** What has happened to the shipments. */
  happened: OutboxDraft[];
  deliveryChecks: DeliveryCheck[];
  /** The shipments that leave their hold: a release that waits for that is verified now. */
  leftHold: ShipmentIds[];
  /** Orders that came with the reports; one that is stored already stays as it is. */
  orders: Order[];
  /** The record of the call that brought the reports; the whole write fails if its key has been used. */
  idempotencyRecord: IdempotencyRecord | null;
  /** What reports without an order name, and how many stored orders had such a name: none of them alone fits. */
  unmatched: { queries: Pick<ShipmentQuery, 'accountId' | 'storeId' | 'orderIds' | 'orderNumbers'>[]; orders: number };
};

export const inboundShipmentsRepository = (db: Database) => ({
  /** Returns everything that reports may be about or act on; one round trip. */
  async loadContext(queries: ShipmentQuery[], inbound: { accountIds: string[]; eventKeys: EventKeys[] }) {
    return runBatch(db, selectShipmentContext(db, queries, inbound));
  },

  /** Returns up to `limit` orders that are here and for which shipments still wait. */
  async listAwaited(limit: number) {
    return selectStillAwaited(db, limit);
  },

  /**
   * Writes events and what follows from them in one round trip. Returns the started requests, the released pushes and
   * the releases that are to be verified now; null, with nothing written, if another write came first: about the same parcels,
   * of an order that was not
   * here, or of the last parcel of one.
   */
  async write(write: InboundShipmentsWrite, now: number, visibleAt: number) {
    const { unmatched } = write;
    const results = await writeUnlessConflicts(SHIPMENT_CONFLICTS, shipments.shipmentId, () =>
      runBatch(db, {
        orderCame:
          unmatched.queries.length === 0
            ? []
            : [
                failIf(
                  db,
                  shipments,
                  sql`(select count(*) from ${orders} where ${orders.id} in (${ordersNamed(unmatched.queries)}))
                    <> ${unmatched.orders}`,
                ),
              ],
        deliveries: failUnlessStill(db, write.deliveryChecks),
        orders: selectsFromJson(orders, write.orders).map((values) =>
          db
            .insert(orders)
            .select(values)
            .onConflictDoNothing({ target: [orders.accountId, orders.storeId, orders.orderId] }),
        ),
        started: insertRequests(db, write.started),
        cancelled: write.ended.map((each) => cancelRequests(db, { ...each, now, visibleAt })),
        happened: insertOutboxEvents(db, write.happened, now),
        shipments: shipmentStatements(db, write.shipments),
        releases: write.leftHold.map((each) => checkReleasesNow(db, each, { now, visibleAt })),
        events: upsertInboundEvents(db, write.events),
        idempotency: insertIdempotencyRecord(db, write.idempotencyRecord),
      }),
    );
    if (results === null) return null;
    return {
      startedIds: new Set(results.started.flat().map(({ requestId }) => requestId)),
      released: results.cancelled.flatMap(({ released }) => released),
      dueReleases: results.releases.flat(),
    };
  },
});

export type InboundShipmentsRepository = ReturnType<typeof inboundShipmentsRepository>;
