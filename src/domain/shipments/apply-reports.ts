import type { Deps } from '../ports';
import { planReports, queryOf, type ReceivedReport, type ReportResult } from './plan-reports';

/** Concurrent batches about the same parcel are rare, and one of them always succeeds. */
const MAX_TRIES = 8;

/**
 * Applies a batch of reports in two round trips to D1, in the order in which they came; again from the start if another batch
 * about one of the parcels was written in between. Returns the results of each report.
 */
export async function applyReports(
  deps: Pick<Deps, 'now' | 'shipments'>,
  batch: readonly ReceivedReport[],
): Promise<ReportResult[][]> {
  for (let tried = 1; tried <= MAX_TRIES; tried += 1) {
    const context = await deps.shipments.loadContext(batch.map(queryOf));
    const { write, results } = planReports(context, batch, deps.now());
    if (write.shipments.length === 0 || (await deps.shipments.write(write))) return results;
  }
  throw new Error(`other batches changed the same shipments ${MAX_TRIES} times in a row`);
}
