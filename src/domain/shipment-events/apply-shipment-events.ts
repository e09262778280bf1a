import type { AccountEvent } from '../../db/events/events';
import type { Order } from '../../db/orders/orders';
import { orderNames } from '../../shared/orders/order-aliases';
import type { MakeIdempotencyRecord } from '../idempotency-record';
import { planReports, type ReportResult } from '../shipments/plan-reports';
import { queryOf, type ReceivedReport } from '../shipments/received-report';
import type { ShipmentReport } from '../shipments/reports/shipment-report';
import { leftHold } from './left-hold';
import { logUnknownStatuses } from './log-unknown-statuses';
import { matchArrivedOrders } from './match-arrived-orders';
import { flowPlanner, type LoadedContext, orderOf, rulesIn } from './shipment-context';
import { type ApplyDeps, writeUncontested } from './write-uncontested';

/** Reports that came together, such as those of one webhook. */
export type ReportBatch = {
  accountId: string;
  storeId: string;
  receivedAt: number;
  reports: ShipmentReport[];
  /** The raw event that brought them; null for none. One that has been applied before is dropped with its reports. */
  raw: {
    dedupeKey: string;
    deliveryId: string | null;
    /** Makes the event as it is stored. `order` is the order of its parcels, if there is one. */
    eventOf(outcome: { isApplied: boolean; order: Order | undefined }): AccountEvent;
  } | null;
};

/** What a report did to one shipment, and the requests that it started. */
export type AppliedReport = Omit<ReportResult, 'happened'> & { requestIds: string[] };

/** What a call brings besides its reports: orders that may not be here, and the record of the call. */
type Brought = { orders: Order[]; makeIdempotencyRecord: MakeIdempotencyRecord<AppliedReport[][][]> };

const receivedOf = ({ accountId, storeId, receivedAt, reports }: ReportBatch): ReceivedReport[] =>
  reports.map((report) => ({ accountId, storeId, receivedAt, report }));

/** Drops the batches whose raw event has been applied before, or is here twice. */
function dropRepeated(batches: readonly ReportBatch[], { seen }: LoadedContext): ReportBatch[] {
  const done = seen.filter(({ state }) => state === 'applied' || state === 'kept');
  const names = new Set(done.flatMap((row) => [row.dedupeKey, row.deliveryId].map((key) => `${row.accountId} ${key}`)));
  return batches.filter(({ accountId, raw }) => {
    if (raw === null) return true;
    const own = [raw.dedupeKey, ...(raw.deliveryId === null ? [] : [raw.deliveryId])].map(
      (key) => `${accountId} ${key}`,
    );
    const isRepeated = own.some((name) => names.has(name));
    if (!isRepeated) for (const name of own) names.add(name);
    return !isRepeated;
  });
}

/** Returns what the reports about unknown orders name, and how many of the loaded orders have such a name. */
function unmatchedIn({ orders }: LoadedContext, unmatched: readonly ReceivedReport[]) {
  const queries = unmatched.map(({ accountId, storeId, report }) => {
    const { ids, numbers } = orderNames(report.order);
    return { accountId, storeId, orderIds: ids, orderNumbers: numbers };
  });
  const named = orders.filter((order) =>
    queries.some(
      ({ accountId, storeId, orderIds, orderNumbers }) =>
        order.accountId === accountId &&
        order.storeId === storeId &&
        (orderIds.includes(order.orderId) || orderNumbers.includes(order.orderNumber ?? '')),
    ),
  );
  return { queries, orders: named.length };
}

const isSameOrder = (a: Order, b: Order): boolean =>
  a.accountId === b.accountId && a.storeId === b.storeId && a.orderId === b.orderId;

function planBatches(deps: ApplyDeps, context: LoadedContext, batches: readonly ReportBatch[]) {
  // The reports of a deleted account are only stored.
  const fresh = dropRepeated(batches, context).map((batch) => ({
    batch,
    reports: context.accounts.some(({ accountId }) => accountId === batch.accountId) ? batch.reports : [],
  }));
  const received = fresh.flatMap(({ batch, reports }) => receivedOf({ ...batch, reports }));
  const { write, results, unmatched } = planReports(context, received, { now: deps.now(), rulesOf: rulesIn(context) });
  const flows = flowPlanner(deps, context, write);
  const applied = results.map((ofReport) =>
    ofReport.map(({ happened, ...result }): AppliedReport => {
      const { shipment, triggers } = result;
      return {
        ...result,
        requestIds: shipment === null ? [] : flows.plan({ happened, triggers, shipment }),
      };
    }),
  );
  const resultsOf = new Map<ReportBatch, AppliedReport[][]>();
  let taken = 0;
  for (const { batch, reports } of fresh) {
    resultsOf.set(batch, applied.slice(taken, taken + reports.length));
    taken += reports.length;
  }
  const events = fresh.flatMap(({ batch }) => {
    const shipments = (resultsOf.get(batch) ?? []).flat().flatMap(({ shipment }) => shipment ?? []);
    const order = shipments.map((shipment) => orderOf(context, shipment)).find((each) => each !== undefined);
    return batch.raw?.eventOf({ isApplied: order !== undefined, order }) ?? [];
  });
  const { started, ended, happened, deliveryChecks } = flows;
  return {
    write: { shipments: write, started, ended, happened, deliveryChecks, events },
    unmatched,
    results: batches.map((batch) => resultsOf.get(batch) ?? []),
  };
}

/**
 * Applies reports of shipments in two round trips to D1, in the order in which they came. Starts flows and cancels requests by
 * what happened. Stores the orders that came along and are not here, which start nothing. Returns the results of each report of
 * each batch; none for a batch that has been applied before.
 */
export async function applyShipmentEvents(
  deps: ApplyDeps,
  batches: readonly ReportBatch[],
  { orders, makeIdempotencyRecord }: Brought = { orders: [], makeIdempotencyRecord: async () => null },
): Promise<AppliedReport[][][]> {
  const load = {
    queries: batches.flatMap(receivedOf).map(queryOf),
    accountIds: [...new Set(batches.map(({ accountId }) => accountId))],
    eventKeys: batches.flatMap(({ accountId, raw }) =>
      raw === null ? [] : [{ accountId, dedupeKey: raw.dedupeKey, deliveryId: raw.deliveryId }],
    ),
  };
  const { plan, startedIds } = await writeUncontested(deps, load, async (loaded) => {
    const newOrders = orders.filter((order) => !loaded.orders.some((stored) => isSameOrder(stored, order)));
    const context = { ...loaded, orders: [...loaded.orders, ...newOrders] };
    const { write, unmatched, results } = planBatches(deps, context, batches);
    const idempotencyRecord = await makeIdempotencyRecord(results);
    const brought = { orders: newOrders, idempotencyRecord, unmatched: unmatchedIn(loaded, unmatched) };
    const { shipments, replaced } = write.shipments;
    const moved = leftHold(loaded.shipments, shipments, [...loaded.replaced, ...replaced]);
    return { write: { ...write, ...brought, leftHold: moved }, results };
  });
  logUnknownStatuses(deps, plan.write.shipments.events);
  if (plan.write.orders.length > 0) await matchArrivedOrders(deps, plan.write.orders);
  return plan.results.map((ofBatch) =>
    ofBatch.map((ofReport) =>
      ofReport.map((result) => ({ ...result, requestIds: result.requestIds.filter((id) => startedIds.has(id)) })),
    ),
  );
}
