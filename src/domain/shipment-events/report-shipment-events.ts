import type { Account } from '../../db/accounts';
import type { Order } from '../../db/orders';
import type { Store } from '../../db/stores';
import { AppError } from '../../shared/app-error';
import { lastMinuteOfDay } from '../../shared/time-zone';
import { canonicalObject } from '../canonical-object';
import type { MakeIdempotencyRecord } from '../idempotency-record';
import { newOrder } from '../orders/new-order';
import type { Context, Deps } from '../ports';
import { applyReports } from '../shipments/apply-reports';
import type { ReceivedReport, ReportResult } from '../shipments/plan-reports';
import { parcelRef, reportedEvent } from '../shipments/reports/shipment-report';
import { placeAlone } from '../shipments/sources/source-time';
import { chooseStore } from '../stores/choose-store';
import type { ShipmentEventInput } from './shipment-event-input';

/** An event with its times as instants. */
export type TimedShipmentEvent = { input: ShipmentEventInput; at: number; holdUntil: number | null };

/** What became of a reported event. */
export type ReportedShipmentEvent = ReportResult & { requestIds: string[] };

const DAY = /^\d{4}-\d\d-\d\d$/;

const orderIdOf = (store: Store, { order_id }: ShipmentEventInput): string =>
  canonicalObject(store, { type: 'order', id: order_id }).id;

function reportOf(
  { input, at, holdUntil }: TimedShipmentEvent,
  { account, store, now }: { account: Account; store: Store; now: number },
): ReceivedReport {
  const { parcel, event } = input;
  const { timeZone: zone } = account;
  const state = event.state ?? null;
  const isDay = DAY.test(event.at);
  return {
    accountId: account.accountId,
    storeId: store.storeId,
    zone,
    receivedAt: now,
    report: {
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
        // The parcel waits until the end of the last day.
        holdUntil:
          holdUntil !== null && DAY.test(event.hold_until ?? '') ? lastMinuteOfDay(holdUntil, zone) : holdUntil,
      }),
    },
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
  deps: Pick<Deps, 'now' | 'shipments' | 'stores'>,
  { account }: Context,
  events: TimedShipmentEvent[],
  makeIdempotencyRecord: MakeIdempotencyRecord<ReportedShipmentEvent[]>,
): Promise<ReportedShipmentEvent[]> {
  const bringsOrders = events.some(({ input }) => input.order !== undefined);
  if (bringsOrders && !account.features.includes('orders')) throw new AppError('orders_not_enabled');
  const storeIds = [...new Set(events.map(({ input }) => input.id_store))];
  const candidates = await deps.stores.listCandidates(account.accountId, storeIds);
  const stores = new Map(storeIds.map((id, i) => [id, chooseStore(candidates[i] ?? [], id)]));
  const now = deps.now();
  const located = events.map((event) => ({ ...event, store: stores.get(event.input.id_store) as Store }));
  const batch = located.map((event) => reportOf(event, { account, store: event.store, now }));
  // A report that names a parcel by its number or id is about one shipment.
  const toAnswer = (results: ReportResult[][]) => results.flat().map((result) => ({ ...result, requestIds: [] }));
  const results = await applyReports(deps, batch, {
    orders: ordersOf(located, { account, now }),
    makeIdempotencyRecord: (planned) => makeIdempotencyRecord(toAnswer(planned)),
  });
  return toAnswer(results);
}
