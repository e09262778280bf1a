import { AppError } from '../../shared/errors/app-error';
import type { Deps } from '../ports';
import { VISIBILITY_TIMEOUT_MS } from '../queue-times';
import { findShards } from './find-shards';

/**
 * Returns the database for work on an account that may be moved meanwhile. Fails with account_moving while it is being moved:
 * work that only starts fails at once; work under way (a call whose response is still to be written) may go on until the
 * account's rows are about to be copied.
 */
export async function shardForWork(
  deps: Pick<Deps, 'databases' | 'directory' | 'now'>,
  accountId: string,
  { isUnderWay }: { isUnderWay: boolean },
): Promise<number> {
  const shard = (await findShards(deps, [accountId])).get(accountId);
  const movingSince = shard?.movingSince ?? null;
  if (movingSince !== null && (!isUnderWay || deps.now() >= movingSince + VISIBILITY_TIMEOUT_MS))
    throw new AppError('account_moving');
  return shard?.database ?? 0;
}

/** Whether an error, or its cause, is account_moving. */
export function isMovingError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (error instanceof AppError && error.code === 'account_moving') || isMovingError(error.cause);
}
