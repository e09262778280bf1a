import type { IdempotencyRecord, Reservation } from './idempotency-record';
import type { Deps } from './ports';

const POLL_MS = 250;
/** How long a call waits for another one: a browser and most clients wait longer for an answer. */
export const MAX_RESERVE_WAIT_MS = 20_000;

/**
 * Reserves a key for calls to the outside; waits up to `maxWaitMs` while a call of the same content holds it. `earlier` is the record
 * that has the key, or null if the reservation holds.
 */
export async function reserveKey(
  { idempotency, now, sleep }: Pick<Deps, 'idempotency' | 'now' | 'sleep'>,
  key: Omit<Reservation, 'createdAt'>,
  maxWaitMs: number,
): Promise<{ reservation: Reservation; earlier: IdempotencyRecord | null }> {
  for (let waited = 0; ; waited += POLL_MS) {
    const reservation = { ...key, createdAt: now() };
    const earlier = await idempotency.reserve(reservation);
    if (earlier?.answer !== '' || earlier.digest !== key.digest || waited >= maxWaitMs) return { reservation, earlier };
    await sleep(POLL_MS);
  }
}
