import { z } from 'zod';
import { AppError } from '../../shared/app-error';
import { invalidateCredentials } from '../keys/authenticate';
import type { Deps } from '../ports';
import { checkDatabaseBound } from '../shards/check-database-bound';
import { invalidateShard } from '../shards/find-shards';
import { DIRECTORY_PROPAGATION_MS } from '../shards/move-times';
import { type AccountWithShard, findAccountWithShard } from './accounts-with-shard';

export const MoveAccount = z
  .strictObject({
    /** The number of the database that the account is to live in. */
    database: z.number().int().min(0),
  })
  .meta({ example: { database: 1 } });

/**
 * Begins to move an account to another database: from now on its writes are refused, and the cron does the rest. Fails with
 * not_found, validation_failed (a database that is not bound, or in which it lives) or already_moving.
 */
export async function startAccountMove(
  deps: Deps,
  accountId: string,
  { database: to }: z.infer<typeof MoveAccount>,
): Promise<AccountWithShard> {
  checkDatabaseBound(deps, to);
  const { account, shard: home } = await findAccountWithShard(deps, accountId);
  const from = home?.database ?? 0;
  if (home?.stage) throw new AppError('already_moving');
  if (from === to) {
    const message = 'The account lives there';
    throw new AppError('validation_failed', message, {
      issues: [{ path: '/database', code: 'same_database', message }],
    });
  }
  const now = deps.now();
  const move = await deps.directory.beginMove({ accountId, from, to, now, dueAt: now + DIRECTORY_PROPAGATION_MS });
  if (!move) throw new AppError('already_moving');
  invalidateCredentials(accountId);
  invalidateShard(accountId);
  deps.log('move_begun', { account_id: accountId, from, to });
  return { account, shard: move };
}
