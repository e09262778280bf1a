import { and, eq, inArray, lte, sql } from 'drizzle-orm';
import { type Database, fromExcluded, jsonList, selectsFromJson } from './database';
import { shipmentAliases, shipmentEvents, shipments } from './schema';
import type { Shipment, ShipmentAlias, ShipmentEventRow } from './shipments';

export type ShipmentsWrite = {
  shipments: Shipment[];
  /** Aliases that are new. */
  aliases: ShipmentAlias[];
  /** New events, and events whose verdict has changed. */
  events: ShipmentEventRow[];
  /** Shipments whose order has come: their aliases without an order are replaced by `aliases`. */
  matched: string[];
};

const SHIPMENT_CHANGES = [
  'orderId',
  'carrier',
  'trackingNumber',
  'trackingUrl',
  'fulfillmentGid',
  'state',
  'stateAt',
  'attempts',
  'hold',
  'heldUntil',
  'delayed',
  'problem',
  'disputed',
  'isShared',
  'expectedAt',
  'eventCount',
  'updatedAt',
] as const;

/** Returns the statements of a write, to run in one batch with those of what it starts. */
export const shipmentStatements = (db: Database, write: ShipmentsWrite) => ({
  shipments: selectsFromJson(shipments, write.shipments).map((values) =>
    db
      .insert(shipments)
      .select(values)
      .onConflictDoUpdate({
        target: shipments.shipmentId,
        set: fromExcluded(shipments, SHIPMENT_CHANGES),
        // A write without new events must not undo one that came in between.
        setWhere: lte(shipments.eventCount, sql`excluded.event_count`),
      }),
  ),
  unmatchedAliases:
    write.matched.length === 0
      ? []
      : [
          db
            .delete(shipmentAliases)
            .where(and(inArray(shipmentAliases.shipmentId, jsonList(write.matched)), eq(shipmentAliases.orderId, ''))),
        ],
  aliases: selectsFromJson(shipmentAliases, write.aliases).map((values) => db.insert(shipmentAliases).select(values)),
  events: selectsFromJson(shipmentEvents, write.events).map((values) =>
    db
      .insert(shipmentEvents)
      .select(values)
      .onConflictDoUpdate({
        target: shipmentEvents.eventId,
        set: fromExcluded(shipmentEvents, ['applied', 'why', 'triggered']),
      }),
  ),
});

/** What fails a write: another one has taken the next number of a shipment's events, an event's key or a parcel's alias. */
export const SHIPMENT_CONFLICTS = [
  [shipmentEvents.shipmentId, shipmentEvents.seq],
  [shipmentEvents.accountId, shipmentEvents.storeId, shipmentEvents.source, shipmentEvents.dedupeKey],
  [shipmentAliases.accountId, shipmentAliases.alias, shipmentAliases.storeId, shipmentAliases.orderId],
];
