import type { WebhookEvent } from '../messages/inbound-event';
import type { Deps } from '../ports';

/** How long inbound events are kept raw. */
const KEPT_MS = 7 * 86_400_000;

/** Deletes up to `limit` raw inbound events that are over, with what lies in the bucket for them; gives how many. */
export async function purgeRaw(deps: Deps, now: number, limit: number): Promise<number> {
  const purged = await deps.inboundEvents.purge(now - KEPT_MS, limit);
  const claims = purged.map(({ body }) => (body as WebhookEvent | null)?.claim ?? null).filter((key) => key !== null);
  await deps.files.delete(claims);
  return purged.length;
}
