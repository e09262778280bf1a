import { and, eq, inArray, lte, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { shipmentAliases, shipmentEvents, shipments } from '../schema';
import { type Database, fromExcluded, jsonList, selectsFromJson } from '../sql/database';
import type { Shipment, ShipmentAlias, ShipmentEventRow } from './shipments';

export type ShipmentsWrite = {
  shipments: Shipment[];
  /** Aliases that are new. */
  aliases: ShipmentAlias[];
  /** New events, and events whose verdict has changed. */
  events: ShipmentEventRow[];
  /** Shipments whose order has come: their aliases without an order are replaced by `aliases`. */
  matched: string[];
  /** Shipments that are the same parcel as others, which get their aliases. */
  replaced: Replacement[];
};

/** A shipment and the one that replaces it. */
export type Replacement = { shipmentId: string; replacedBy: string };

const r = alias(shipments, 'r');

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

/** Gives the shipments that these have replaced their orders. */
const setOrdersOfReplaced = (db: Database, ids: string[]) =>
  db
    .update(shipments)
    .set({ orderId: sql`(select ${r.orderId} from ${shipments} ${r} where ${r.shipmentId} = ${shipments.replacedBy})` })
    .where(inArray(shipments.replacedBy, jsonList(ids)));

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
  replaced: write.replaced.map(({ shipmentId, replacedBy }) =>
    db
      .update(shipments)
      .set({ replacedBy, hold: null, heldUntil: null })
      .where(or(eq(shipments.shipmentId, shipmentId), eq(shipments.replacedBy, shipmentId))),
  ),
  // The order of a parcel is that of all its shipments.
  ordersOfReplaced: [write.matched, write.replaced.map(({ replacedBy }) => replacedBy)].flatMap((ids) =>
    ids.length === 0 ? [] : [setOrdersOfReplaced(db, ids)],
  ),
  aliasesOfReplaced:
    write.replaced.length === 0
      ? []
      : [
          db
            .delete(shipmentAliases)
            .where(inArray(shipmentAliases.shipmentId, jsonList(write.replaced.map(({ shipmentId }) => shipmentId)))),
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
