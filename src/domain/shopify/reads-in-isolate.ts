import type { EndedRead } from '../rate/take-points';

/** The reads of a store that wait for points in this isolate, and those that have ended and are not reported yet. */
type StoreReads = { waiting: number; ended: EndedRead[] };

const MAX_UNREPORTED = 100;
const byStore = new Map<string, StoreReads>();

/** Calls `work` for a read that waits for points; `takeEnded` returns the reads that its next call shall report. */
export async function whileWaiting<Result>(
  storeId: string,
  work: (takeEnded: () => EndedRead[]) => Promise<Result>,
): Promise<Result> {
  const reads = byStore.get(storeId) ?? { waiting: 0, ended: [] };
  byStore.set(storeId, reads);
  reads.waiting += 1;
  try {
    return await work(() => reads.ended.splice(0));
  } finally {
    reads.waiting -= 1;
    if (reads.waiting === 0 && reads.ended.length === 0) byStore.delete(storeId);
  }
}

/**
 * Leaves the report of an ended read to a read that waits, which is about to call the rate state. Returns the reads to report
 * now: none, or this one and those that no waiting read has reported. A crash loses what is left, like a report under way:
 * the points then count as spent.
 */
export function toReportNow(storeId: string, read: EndedRead): EndedRead[] {
  const reads = byStore.get(storeId);
  if (!reads) return [read];
  reads.ended.push(read);
  if (reads.waiting > 0 && reads.ended.length < MAX_UNREPORTED) return [];
  if (reads.waiting === 0) byStore.delete(storeId);
  return reads.ended.splice(0);
}

/** Whether reads have ended that no waiting read will report. */
export const hasUnreported = (storeId: string): boolean => (byStore.get(storeId)?.ended.length ?? 0) > 0;
