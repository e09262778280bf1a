/**
 * The maximum age, when first seen, of an order that counts as new. Shopify retries a webhook for 4 hours, and reconciliation
 * follows within hours: an older order was imported, or was placed during an outage.
 */
const MAX_NEW_AGE_MS = 172_800_000;
/** Tolerance for clock skew, and for orders placed while the store is being connected. */
const CLOCK_SKEW_MS = 300_000;

/**
 * Returns what an order may start by its age (instants and durations in ms): `nothing` if it was placed before the store was
 * connected or is first seen too late; `changes`, but not flows for new orders, if it is older than the account's retention
 * and so may have been stored and purged before.
 */
export function allowedTriggersByAge({
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
