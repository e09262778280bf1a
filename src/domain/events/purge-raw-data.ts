import type { Deps } from '../ports';
import { payloadRefOf } from './payload-ref';

/** How long inbound events are kept raw. */
const RAW_RETENTION_MS = 7 * 86_400_000;

/** Deletes up to `limit` raw inbound events that are over, with what lies in the bucket for them; gives how many. */
export async function purgeRawEvents(deps: Deps, now: number, limit: number): Promise<number> {
  const over = await deps.inboundEvents.listExpired(now - RAW_RETENTION_MS, limit);
  if (over.length === 0) return 0;
  // Files first: were they last and the call died in between, nothing would be left that names them.
  await deps.files.delete(over.map(({ payloadRef: claim }) => claim).filter((key) => key !== null));
  await deps.inboundEvents.delete(over.map(({ eventId }) => eventId));
  return over.length;
}

/** Deletes up to `limit` orders as they were sent, once their account's retention time is over; gives how many. */
export async function purgeRawOrders(deps: Deps, now: number, limit: number): Promise<number> {
  const due = await deps.inboundOrders.listExpiredPayloads(now, limit);
  if (due.length === 0) return 0;
  await deps.files.delete(due.flatMap(({ rawEventId }) => (rawEventId === null ? [] : [payloadRefOf(rawEventId)])));
  await deps.inboundOrders.clearPayloads(due.map(({ id }) => id));
  return due.length;
}
