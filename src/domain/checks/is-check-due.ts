import type { LastCheck } from '../../db/schema';

/** Somebody who mends a setting at Shopify or Meta waits for it to turn green; past this they are not asked more often. */
const RECHECK_MS = 30_000;

/** Whether a check that only reads is to be made again by itself: none has been made, or something failed then. */
export const isCheckDue = (last: LastCheck | null, now: number): boolean =>
  last === null || (now - last.at >= RECHECK_MS && last.checks.some(({ status }) => status === 'failed'));
