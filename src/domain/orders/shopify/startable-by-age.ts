/**
 * How old an order may be when it is first seen and still be new. Shopify tries a webhook for 4 hours, and the reconciliation
 * follows within hours: a later order was imported, or placed while no order arrived.
 */
const MAX_NEW_AGE_MS = 172_800_000;
/** Tolerates Shopify's clock, and an order that is placed while the store is being connected. */
const CLOCK_SKEW_MS = 300_000;

/**
 * Returns what an order may start by its age (instants and durations in ms): `nothing` if it was placed before the store was
 * connected or is first seen too late; `changes`, but not flows for new orders, if it is older than the account's retention
 * and so may have been stored and purged before.
 */
export function startableByAge({
  placedAt,
  connectedAt,
  firstSeenAt,
  retentionMs,
}: {
  placedAt: number;
  connectedAt: number;
  firstSeenAt: number;
  retentionMs: number;
}): 'everything' | 'changes' | 'nothing' {
  if (placedAt < connectedAt - CLOCK_SKEW_MS) return 'nothing';
  const age = firstSeenAt - placedAt;
  if (age > retentionMs) return 'changes';
  return age > MAX_NEW_AGE_MS ? 'nothing' : 'everything';
}
