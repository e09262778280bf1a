import type { Account } from '../../db/accounts/accounts';
import type { Order } from '../../db/orders/orders';
import type { Store } from '../../db/stores/stores';
import { AppError } from '../../shared/errors/app-error';
import { lastMinuteOfDay } from '../../shared/time/time-zone';
import { canonicalObject } from '../canonical-object';
import type { MakeIdempotencyRecord } from '../idempotency-record';
import { newOrder } from '../orders/new-order';
import type { Context, Deps } from '../ports';
import { parcelRef, reportedEvent, type ShipmentReport } from '../shipments/reports/shipment-report';
import { placeAlone } from '../shipments/sources/source-time';
import { chooseStore } from '../stores/choose-store';
import { type AppliedReport, applyShipmentEvents, type ReportBatch } from './apply-shipment-events';
import type { ShipmentEventInput } from './shipment-event-input';
import type { ApplyDeps } from './write-uncontested';

/** An event with its times as instants. */
export type TimedShipmentEvent = { input: ShipmentEventInput; at: number; holdUntil: number | null };

const DAY = /^\d{4}-\d\d-\d\d$/;

const orderIdOf = (store: Store, { order_id }: ShipmentEventInput): string =>
  canonicalObject(store, { type: 'order', id: order_id }).id;

function reportOf(
  { input, at, holdUntil }: TimedShipmentEvent,
  { store, zone, listIndex }: { store: Store; zone: string; listIndex: number | null },
): ShipmentReport {
  const { parcel, event } = input;
  const state = event.state ?? null;
  const isDay = DAY.test(event.at);
  return {
    parcel: parcelRef({
      trackingNumber: parcel.tracking_number ?? null,
      parcelId: parcel.id ?? null,
      carrier: parcel.carrier ?? null,
      trackingUrl: parcel.tracking_url ?? null,
    }),
    order: { ids: [orderIdOf(store, input)], numbers: [] },
    event: reportedEvent({
      source: 'api',
      sourceEventId: event.id ?? null,
      state,
      mark: event.mark ?? null,
      reason: event.reason ?? null,
      place: event.place ?? null,
      ...placeAlone({ happenedAt: at, precision: isDay ? 'day' : 'minute' }, state, zone),
      listIndex,
      // The parcel waits until the end of the last day.
      holdUntil: holdUntil !== null && DAY.test(event.hold_until ?? '') ? lastMinuteOfDay(holdUntil, zone) : holdUntil,
    }),
  };
}

/** Returns the orders that the events bring, each once. */
function ordersOf(
  events: { input: ShipmentEventInput; store: Store }[],
  { account, now }: { account: Account; now: number },
): Order[] {
  const orders = new Map<string, Order>();
  for (const { input, store } of events) {
    const key = JSON.stringify([store.storeId, orderIdOf(store, input)]);
    if (input.order === undefined || orders.has(key)) continue;
    orders.set(key, newOrder({ ...input.order, order_id: input.order_id }, { account, store, now }));
  }
  return [...orders.values()];
}

/**
 * Applies the events that a shop reports about its parcels, in the order of the list, and stores the orders that they bring and
 * that are not here. Such an order starts no flow, because its parcel is under way already. Fails with orders_not_enabled,
 * store_not_found or store_required; then nothing is applied.
 */
export async function reportShipmentEvents(
  deps: ApplyDeps & Pick<Deps, 'stores'>,
  { account }: Context,
  events: TimedShipmentEvent[],
  makeIdempotencyRecord: MakeIdempotencyRecord<AppliedReport[]>,
): Promise<AppliedReport[]> {
  const { accountId, timeZone } = account;
  const bringsOrders = events.some(({ input }) => input.order !== undefined);
  if (bringsOrders && !account.features.includes('orders')) throw new AppError('orders_not_enabled');
  const storeIds = [...new Set(events.map(({ input }) => input.id_store))];
  const candidates = await deps.stores.listCandidates(accountId, storeIds);
  const stores = new Map(storeIds.map((id, i) => [id, chooseStore(candidates[i] ?? [], id)]));
  const now = deps.now();
  const located = events.map((event) => ({ ...event, store: stores.get(event.input.id_store) as Store }));
  const batches = located.map(
    (event, i): ReportBatch => ({
      accountId,
      storeId: event.store.storeId,
      receivedAt: now,
      reports: [reportOf(event, { store: event.store, zone: timeZone, listIndex: located.length === 1 ? null : i })],
      raw: null,
    }),
  );
  // A report that names a parcel by its number or id is about one shipment.
  const results = await applyShipmentEvents(deps, batches, {
    orders: ordersOf(located, { account, now }),
    makeIdempotencyRecord: (planned) => makeIdempotencyRecord(planned.flat(2)),
  });
  return results.flat(2);
}
