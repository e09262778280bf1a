import { AppError } from '../../shared/app-error';
import type { Deps } from '../ports';
import { VISIBILITY_TIMEOUT_MS } from '../queue-times';
import { findShards } from './find-shards';

/**
 * The database for work on an account that may outlive its move. Fails with account_moving while it is moved: at once for
 * work that only begins, and for what is under way (a call whose answer is to be written) shortly before its rows are read.
 */
export async function shardForWork(
  deps: Deps,
  accountId: string,
  { isUnderWay }: { isUnderWay: boolean },
): Promise<number> {
  const home = (await findShards(deps, [accountId])).get(accountId);
  const movingSince = home?.movingSince ?? null;
  if (movingSince !== null && (!isUnderWay || deps.now() >= movingSince + VISIBILITY_TIMEOUT_MS))
    throw new AppError('account_moving');
  return home?.database ?? 0;
}

/** Whether it is the move of an account that something failed for. */
export function isMovingError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (error instanceof AppError && error.code === 'account_moving') || isMovingError(error.cause);
}
