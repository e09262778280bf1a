import type { OverviewRows } from '../../db/pages/overview';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The bounds between the classes of reply times, in ms; the last class has no upper bound. */
export const REPLY_TIME_BOUNDS = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, 24 * HOUR] as const;

/** Counts replies by how long the customer took, in ms: at least `from` and less than `below`. */
export const repliesByTime = (rows: OverviewRows['replies']) =>
  [...REPLY_TIME_BOUNDS, null].map((below, i) => ({
    from: REPLY_TIME_BOUNDS[i - 1] ?? 0,
    below,
    replies: rows.reduce((sum, { timeClass, steps }) => (timeClass === i ? sum + steps : sum), 0),
  }));
