import type { ShopifyThrottleStatus } from '../../clients/shopify-admin';

/**
 * Shopify's bucket of query points as last reported; it is full again at `fullAt` if no call follows. Calls in flight
 * are not included: their points are in the leases. Instants in epoch ms.
 */
export type Points = { maximum: number; restoreRate: number; fullAt: number; answeredAt: number };

/** Assumed before Shopify's first report: the smallest bucket observed. */
export const DEFAULT_POINTS: Points = { maximum: 1_000, restoreRate: 50, fullAt: 0, answeredAt: 0 };

const restoreMs = ({ restoreRate }: Points, points: number): number => (points / restoreRate) * 1_000;

/** Returns the first instant from `now` on at which the bucket has `wanted` points besides those already `reserved`. */
export function availableAt(
  points: Points,
  { reserved, wanted, now }: { reserved: number; wanted: number; now: number },
): number {
  const fullAt = Math.max(points.fullAt, now) + restoreMs(points, reserved);
  const missing = points.maximum - Math.min(wanted, points.maximum);
  return Math.max(now, Math.ceil(fullAt - restoreMs(points, missing)));
}

/** Deducts points for a call whose response did not report the bucket: it is assumed to have cost all reserved points. */
export const deductPoints = (points: Points, spent: number, now: number): Points =>
  spent === 0 ? points : { ...points, fullAt: Math.max(points.fullAt, now) + restoreMs(points, spent) };

/**
 * Updates the bucket from Shopify's report. A call that started after the last report is newer; of two concurrent calls, the report
 * with fewer points is taken as the later one.
 */
export function applyThrottleStatus(points: Points, stated: ShopifyThrottleStatus): Points {
  const { maximum, available, restoreRate, startedAt, answeredAt } = stated;
  const next = { maximum, restoreRate, fullAt: 0, answeredAt };
  next.fullAt = answeredAt + restoreMs(next, maximum - available);
  if (startedAt >= points.answeredAt) return next;
  return next.fullAt > points.fullAt ? { ...next, answeredAt: Math.max(answeredAt, points.answeredAt) } : points;
}
