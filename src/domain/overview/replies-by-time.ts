import type { OverviewRows } from '../../db/overview';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Where one class of reply times ends and the next begins, in ms; the last has no end. */
export const REPLY_TIME_BOUNDS = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, 24 * HOUR] as const;

/** How many waits for a reply a reply ended after so long, in ms: from `from` on, below `below`. */
export const repliesByTime = (rows: OverviewRows['replies']) =>
  [...REPLY_TIME_BOUNDS, null].map((below, i) => ({
    from: REPLY_TIME_BOUNDS[i - 1] ?? 0,
    below,
    replies: rows.reduce((sum, { timeClass, steps }) => (timeClass === i ? sum + steps : sum), 0),
  }));
