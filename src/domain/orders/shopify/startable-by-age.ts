/**
 * How long after it was placed an order may be first heard of and still be new. Shopify tries a webhook for 4 hours and the
 * reconciliation follows within hours: what comes later was imported, or is from a time in which nothing came.
 */
const MAX_NEW_AGE_MS = 172_800_000;
/** An order carries whole seconds of Shopify's clock, and is placed while the store is being connected. */
const CLOCK_SKEW_MS = 300_000;

/**
 * What an order may start by its age, all instants and spans in ms: `nothing` if it was placed before the store was
 * connected or is first heard of too late; `changes`, but not as a new order, if it is so old that it may have been here and
 * been deleted at the end of the account's retention (`keptMs`).
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
