import type { ShopifyThrottleStatus } from '../../clients/shopify-admin';

/**
 * Shopify's bucket of query points, as it was last stated: full again at `fullAt` if nothing is asked meanwhile. What was
 * started since is not in it and stands in the leases. Instants in epoch ms.
 */
export type Points = { maximum: number; restoreRate: number; fullAt: number; answeredAt: number };

/** Before Shopify has said anything: the smallest bucket that it has been seen to give. */
export const UNKNOWN_POINTS: Points = { maximum: 1_000, restoreRate: 50, fullAt: 0, answeredAt: 0 };

const restoreMs = ({ restoreRate }: Points, points: number): number => (points / restoreRate) * 1_000;

/** The first instant from `now` on at which the bucket has room for `wanted`, after `owed` that it does not know of yet. */
export function availableAt(
  points: Points,
  { reserved, wanted, now }: { reserved: number; wanted: number; now: number },
): number {
  const fullAt = Math.max(points.fullAt, now) + restoreMs(points, reserved);
  const most = points.maximum - Math.min(wanted, points.maximum);
  return Math.max(now, Math.ceil(fullAt - restoreMs(points, most)));
}

/** A call that came back without a word on points: it has cost what it was thought to cost. */
export const afterSpending = (points: Points, spent: number, now: number): Points =>
  spent === 0 ? points : { ...points, fullAt: Math.max(points.fullAt, now) + restoreMs(points, spent) };

/**
 * Takes over what Shopify stated. Of two calls that ran at the same time the emptier bucket is the later one, whichever
 * answer came first; a call that began after the last statement knows better than that.
 */
export function afterStatement(points: Points, stated: ShopifyThrottleStatus): Points {
  const { maximum, available, restoreRate, startedAt, answeredAt } = stated;
  const next = { maximum, restoreRate, fullAt: 0, answeredAt };
  next.fullAt = answeredAt + restoreMs(next, maximum - available);
  if (startedAt >= points.answeredAt) return next;
  return next.fullAt > points.fullAt ? { ...next, answeredAt: Math.max(answeredAt, points.answeredAt) } : points;
}
