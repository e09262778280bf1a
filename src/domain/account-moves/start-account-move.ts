import { z } from 'zod';
import { AppError } from '../../shared/errors/app-error';
import { invalidMember } from '../../shared/validation/invalid-member';
import { invalidateCredentials } from '../keys/authenticate';
import type { Deps } from '../ports';
import { checkDatabaseBound } from '../shards/check-database-bound';
import { invalidateShard } from '../shards/find-shards';
import { DIRECTORY_PROPAGATION_MS } from '../shards/move-times';
import { type AccountWithShard, findAccountWithShard } from './accounts-with-shard';

export const MoveAccount = z
  .strictObject({
    /** The number of the database to move to. */
    database: z.number().int().min(0),
  })
  .meta({ example: { database: 1 } });

/**
 * Starts moving an account to another database: its writes are refused from now on, and the cron moves its rows. Fails with
 * not_found, already_moving, or validation_failed (the database is not bound, or is the account's own).
 */
export async function startAccountMove(
  deps: Pick<Deps, 'databases' | 'directory' | 'forShard' | 'log' | 'now'>,
  accountId: string,
  { database: to }: z.infer<typeof MoveAccount>,
): Promise<AccountWithShard> {
  checkDatabaseBound(deps, to);
  const { account, shard } = await findAccountWithShard(deps, accountId);
  const from = shard?.database ?? 0;
  if (shard?.stage) throw new AppError('already_moving');
  if (from === to) throw invalidMember('/database', 'same_database', 'The account is already in this database');
  const now = deps.now();
  const move = await deps.directory.beginMove({ accountId, from, to, now, dueAt: now + DIRECTORY_PROPAGATION_MS });
  if (!move) throw new AppError('already_moving');
  invalidateCredentials(accountId);
  invalidateShard(accountId);
  deps.log('move_begun', { account_id: accountId, from, to });
  return { account, shard: move };
}
