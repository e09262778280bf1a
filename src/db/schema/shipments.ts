import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import {
  RELEASE_STATES,
  SHIPMENT_MARKS,
  SHIPMENT_REASONS,
  SHIPMENT_SOURCES,
  SHIPMENT_STATES,
} from '../../shared/orders/shipment-states';
import { json } from './json-column';

type StoredHold = {
  episode: number;
  reason: (typeof SHIPMENT_REASONS)[number] | null;
  since: number;
  until: number | null;
  release: (typeof RELEASE_STATES)[number] | null;
};

/** Parcels. All columns about the state follow from the events. */
export const shipments = sqliteTable(
  'shipments',
  {
    shipmentId: text('shipment_id').primaryKey(),
    accountId: text('account_id').notNull(),
    storeId: text('id_store').notNull(),
    /** The order's `order_id`; null while no order fits. */
    orderId: text('order_id'),
    carrier: text('carrier'),
    trackingNumber: text('tracking_number'),
    trackingUrl: text('tracking_url'),
    fulfillmentGid: text('fulfillment_gid'),
    state: text('state', { enum: SHIPMENT_STATES }).notNull(),
    stateAt: integer('state_at'),
    attempts: integer('attempts').notNull(),
    hold: json<StoredHold>('hold'),
    /** `hold.until`, for the list. */
    heldUntil: integer('held_until'),
    delayed: integer('delayed', { mode: 'boolean' }).notNull(),
    problem: integer('problem', { mode: 'boolean' }).notNull(),
    disputed: integer('disputed', { mode: 'boolean' }).notNull(),
    isShared: integer('shared', { mode: 'boolean' }).notNull(),
    expectedAt: integer('expected_at'),
    /** The number of its events. */
    eventCount: integer('event_count').notNull(),
    /** The shipment that has turned out to be the same parcel, and has its aliases now. The events of both stay where they are. */
    replacedBy: text('replaced_by'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [
    index('shipments_account').on(t.accountId, t.shipmentId),
    index('shipments_replaced').on(t.replacedBy).where(sql`${t.replacedBy} is not null`),
    index('shipments_store').on(t.accountId, t.storeId, t.shipmentId),
    index('shipments_order').on(t.accountId, t.orderId, t.shipmentId).where(sql`${t.orderId} is not null`),
    index('shipments_state').on(t.accountId, t.state, t.shipmentId),
    index('shipments_held').on(t.accountId, t.shipmentId, t.heldUntil).where(sql`${t.heldUntil} is not null`),
    index('shipments_fulfillment')
      .on(t.accountId, t.storeId, t.fulfillmentGid)
      .where(sql`${t.fulfillmentGid} is not null`),
  ],
);

/**
 * The names of parcels: tracking numbers and ids. Different orders may use the same number, because carriers use numbers again.
 * A parcel without an order is also found by the order that it names.
 */
export const shipmentAliases = sqliteTable(
  'shipment_aliases',
  {
    accountId: text('account_id').notNull(),
    storeId: text('id_store').notNull(),
    /** `number:`, `parcel:`, `fulfillment:`, `order:` or `order_number:`, and the name. */
    alias: text('alias').notNull(),
    /** The order's `order_id`; empty while no order fits. */
    orderId: text('order_id').notNull(),
    shipmentId: text('shipment_id').notNull(),
    /** The number of the way back to the sender. */
    isReturn: integer('is_return', { mode: 'boolean' }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.accountId, t.alias, t.storeId, t.orderId, t.shipmentId] }),
    uniqueIndex('shipment_aliases_parcel')
      .on(t.accountId, t.alias, t.storeId, t.orderId)
      .where(sql`${t.alias} not glob 'order*'`),
    index('shipment_aliases_shipment').on(t.shipmentId),
    index('shipment_aliases_waiting').on(t.alias).where(sql`${t.orderId} = ''`),
  ],
);

/** What the sources have reported about parcels. Rows are only added; the verdict changes when an unknown order comes. */
export const shipmentEvents = sqliteTable(
  'shipment_events',
  {
    eventId: text('event_id').primaryKey(),
    accountId: text('account_id').notNull(),
    storeId: text('id_store').notNull(),
    shipmentId: text('shipment_id').notNull(),
    /** Counts the shipment's events in the order in which they came; it also fails the slower of two concurrent writes. */
    seq: integer('seq').notNull(),
    source: text('source', { enum: SHIPMENT_SOURCES }).notNull(),
    sourceEventId: text('source_event_id'),
    dedupeKey: text('dedupe_key').notNull(),
    state: text('state', { enum: SHIPMENT_STATES }),
    reason: text('reason', { enum: SHIPMENT_REASONS }),
    mark: text('mark', { enum: SHIPMENT_MARKS }),
    rawCode: text('raw_code'),
    rawText: text('raw_text'),
    /** The source's code is in no table, and the merchant has not said what its text means. */
    isUnknown: integer('is_unknown', { mode: 'boolean' }).notNull().default(false),
    place: text('place'),
    happenedAt: integer('happened_at').notNull(),
    precision: text('precision', { enum: ['minute', 'day'] }).notNull(),
    receivedAt: integer('received_at').notNull(),
    listIndex: integer('list_index'),
    isHistory: integer('is_history', { mode: 'boolean' }).notNull(),
    isSnapshot: integer('is_snapshot', { mode: 'boolean' }).notNull(),
    isReturnLeg: integer('is_return_leg', { mode: 'boolean' }).notNull(),
    isShared: integer('is_shared', { mode: 'boolean' }).notNull(),
    holdUntil: integer('hold_until'),
    dossier: text('dossier'),
    release: text('release', { enum: RELEASE_STATES }),
    expectedAt: integer('expected_at'),
    retracts: text('retracts'),
    /** The verdict when it was applied, and the keys of the flow events that it started. */
    applied: integer('applied', { mode: 'boolean' }).notNull(),
    why: text('why', { enum: ['late', 'not_leading', 'older_than_48h', 'unknown_order'] }),
    triggered: json<string[]>('triggered').notNull(),
  },
  (t) => [
    index('shipment_events_account').on(t.accountId, t.eventId),
    index('shipment_events_unknown').on(t.accountId, t.storeId, t.eventId).where(sql`${t.isUnknown} = 1`),
    index('shipment_events_release').on(t.accountId, t.eventId).where(sql`${t.source} = 'release'`),
    uniqueIndex('shipment_events_seq').on(t.shipmentId, t.seq),
    uniqueIndex('shipment_events_source').on(t.accountId, t.storeId, t.source, t.dedupeKey),
  ],
);
