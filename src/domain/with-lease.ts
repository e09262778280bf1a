import { AppError } from '../shared/errors/app-error';
import type { Deps } from './ports';
import { MAX_RESERVE_WAIT_MS, reserveKey } from './reserve-key';

/**
 * Runs work that calls the outside while no other call of the account runs work of this name: a second one waits for the first,
 * and then reads what it has done. Fails with unavailable if the first takes too long.
 */
export async function withLease<Result>(
  deps: Pick<Deps, 'idempotency' | 'now' | 'sleep'>,
  { accountId, name }: { accountId: string; name: string },
  work: () => Promise<Result>,
): Promise<Result> {
  const lease = { accountId, key: `lease/${name}`, digest: '' };
  const { reservation, earlier } = await reserveKey(deps, lease, MAX_RESERVE_WAIT_MS);
  if (earlier) throw new AppError('unavailable', 'Another call does the same now; try again');
  try {
    return await work();
  } finally {
    await deps.idempotency.release(reservation);
  }
}
