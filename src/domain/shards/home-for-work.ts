import { Failure } from '../../shared/failure';
import type { Deps } from '../ports';
import { CONSUMER_HOLD_MS } from '../queue-times';
import { homesOf } from './home-of';

/**
 * The database for work on an account that may outlive its move. Fails with account_moving while it is moved: at once for
 * work that only begins, and for what is under way (a call whose answer is to be written) shortly before its rows are read.
 */
export async function homeForWork(
  deps: Deps,
  accountId: string,
  { isUnderWay }: { isUnderWay: boolean },
): Promise<number> {
  const home = (await homesOf(deps, [accountId])).get(accountId);
  const since = home?.movingSince ?? null;
  if (since !== null && (!isUnderWay || deps.now() >= since + CONSUMER_HOLD_MS)) throw new Failure('account_moving');
  return home?.database ?? 0;
}

/** Whether it is the move of an account that something failed for. */
export function isForMove(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (error instanceof Failure && error.code === 'account_moving') || isForMove(error.cause);
}
