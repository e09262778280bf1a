import type { LastCheck } from '../../db/schema';

/** A merchant who fixes a setting waits for its check to pass; Shopify and Meta are not queried more often than this. */
const RECHECK_MS = 30_000;

/** Whether to repeat a check that only reads: when there was none yet, or something failed at least 30 s ago. */
export const isCheckDue = (last: LastCheck | null, now: number): boolean =>
  last === null || (now - last.at >= RECHECK_MS && last.checks.some(({ status }) => status === 'failed'));
