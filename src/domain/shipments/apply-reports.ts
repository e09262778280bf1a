import type { Order } from '../../db/orders';
import type { MakeIdempotencyRecord } from '../idempotency-record';
import type { Deps } from '../ports';
import { planReports, queryOf, type ReceivedReport, type ReportResult } from './plan-reports';

/** Concurrent batches about the same parcel are rare, and one of them always succeeds. */
const MAX_TRIES = 8;

/** What a call brings besides its reports: orders that may not be here, and the record of the call. */
type Brought = { orders: Order[]; makeIdempotencyRecord: MakeIdempotencyRecord<ReportResult[][]> };

/**
 * Applies a batch of reports in two round trips to D1, in the order in which they came; again from the start if another batch
 * about one of the parcels was written in between. Returns the results of each report.
 */
export async function applyReports(
  deps: Pick<Deps, 'now' | 'shipments'>,
  batch: readonly ReceivedReport[],
  { orders, makeIdempotencyRecord }: Brought = { orders: [], makeIdempotencyRecord: async () => null },
): Promise<ReportResult[][]> {
  for (let tried = 1; tried <= MAX_TRIES; tried += 1) {
    const context = await deps.shipments.loadContext(batch.map(queryOf));
    const newOrders = orders.filter(
      ({ storeId, orderId }) =>
        !context.orders.some((stored) => stored.storeId === storeId && stored.orderId === orderId),
    );
    const known = { ...context, orders: [...context.orders, ...newOrders] };
    const { write, results } = planReports(known, batch, deps.now());
    const idempotencyRecord = await makeIdempotencyRecord(results);
    const isEmpty = write.shipments.length === 0 && newOrders.length === 0 && idempotencyRecord === null;
    if (isEmpty || (await deps.shipments.write(write, { orders: newOrders, idempotencyRecord }))) return results;
  }
  throw new Error(`other batches changed the same shipments ${MAX_TRIES} times in a row`);
}
