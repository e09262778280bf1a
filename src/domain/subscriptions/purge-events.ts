import type { Deps } from '../ports';

/** How long events and their deliveries are kept. */
const EVENT_RETENTION_MS = 30 * 86_400_000;

/** Deletes up to `limit` old events, deliveries and attempts of each kind. Returns the largest of the three numbers. */
export async function purgeEvents(
  { eventDeliveries, now, outbox }: Pick<Deps, 'eventDeliveries' | 'now' | 'outbox'>,
  limit: number,
): Promise<number> {
  const before = now() - EVENT_RETENTION_MS;
  return Math.max(await eventDeliveries.purge(before, limit), await outbox.purge(before, limit));
}
