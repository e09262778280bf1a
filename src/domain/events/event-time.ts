/** WhatsApp was founded in 2009: earlier timestamps are invalid. */
const EARLIEST = Date.UTC(2009, 0);

/**
 * Converts Meta's timestamp of an event (seconds, as text or number) to epoch ms, at the end of its second and never after
 * `receivedAt`, which replaces a missing or invalid timestamp.
 */
export function eventTime(timestamp: unknown, receivedAt: number): number {
  const seconds = typeof timestamp === 'string' || typeof timestamp === 'number' ? Number(timestamp) : Number.NaN;
  const at = Math.floor(seconds) * 1_000 + 999;
  return at >= EARLIEST ? Math.min(at, receivedAt) : receivedAt;
}
