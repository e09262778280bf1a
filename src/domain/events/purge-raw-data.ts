import type { Deps } from '../ports';
import { payloadRefOf } from './payload-ref';

const RAW_RETENTION_MS = 7 * 86_400_000;

/** Deletes up to `limit` inbound events that are older than 7 days, with their payloads; returns how many. */
export async function purgeRawEvents(
  deps: Pick<Deps, 'files' | 'inboundEvents'>,
  now: number,
  limit: number,
): Promise<number> {
  const expired = await deps.inboundEvents.listExpired(now - RAW_RETENTION_MS, limit);
  if (expired.length === 0) return 0;
  // Files first: without their rows, nothing would lead to them after a crash in between.
  await deps.files.delete(expired.map(({ payloadRef }) => payloadRef).filter((key) => key !== null));
  await deps.inboundEvents.delete(expired.map(({ eventId }) => eventId));
  return expired.length;
}

/** Deletes the stored payloads of up to `limit` orders past their account's retention; returns how many. */
export async function purgeRawOrders(
  deps: Pick<Deps, 'files' | 'inboundOrders'>,
  now: number,
  limit: number,
): Promise<number> {
  const due = await deps.inboundOrders.listExpiredPayloads(now, limit);
  if (due.length === 0) return 0;
  await deps.files.delete(due.flatMap(({ rawEventId }) => (rawEventId === null ? [] : [payloadRefOf(rawEventId)])));
  await deps.inboundOrders.clearPayloads(due.map(({ id }) => id));
  return due.length;
}
