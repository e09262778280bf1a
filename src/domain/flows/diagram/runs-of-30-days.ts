import type { Deps } from '../../ports';

const THIRTY_DAYS_MS = 30 * 86_400_000;

/** Counts by edge the runs of a flow's version that began in the last 30 days. */
export const runsOf30Days = (
  { flowCounts, now }: Pick<Deps, 'flowCounts' | 'now'>,
  accountId: string,
  { flow, version }: { flow: string; version: number },
) => flowCounts.runsByEdge({ accountId, flow, version, since: now() - THIRTY_DAYS_MS });
