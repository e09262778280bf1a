/** WhatsApp began in 2009; what is older, or from tomorrow, is no time at which something happened. */
const EARLIEST = Date.UTC(2009, 0);

/**
 * When Meta says that something happened (seconds, as text or number), as epoch milliseconds: never after it came here,
 * and the time at which it came where Meta says nothing sensible. A second's fraction is unknown and taken as its end.
 */
export function eventTime(timestamp: unknown, receivedAt: number): number {
  const seconds = typeof timestamp === 'string' || typeof timestamp === 'number' ? Number(timestamp) : Number.NaN;
  const at = Math.floor(seconds) * 1_000 + 999;
  return at >= EARLIEST ? Math.min(at, receivedAt) : receivedAt;
}
