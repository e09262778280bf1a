import { z } from 'zod';
import { Failure } from '../../shared/failure';
import { forgetCredentials } from '../keys/authenticate';
import type { Deps } from '../ports';
import { checkBound } from '../shards/check-bound';
import { forgetHome } from '../shards/home-of';
import { SETTLE_MS } from '../shards/move-times';
import { type AccountAtHome, findAtHome } from './accounts-at-home';

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
export async function moveAccount(
  deps: Deps,
  accountId: string,
  { database: to }: z.infer<typeof MoveAccount>,
): Promise<AccountAtHome> {
  checkBound(deps, to);
  const { account, home } = await findAtHome(deps, accountId);
  const from = home?.database ?? 0;
  if (home?.stage) throw new Failure('already_moving');
  if (from === to) {
    const message = 'The account lives there';
    throw new Failure('validation_failed', message, {
      findings: [{ path: '/database', code: 'same_database', message }],
    });
  }
  const now = deps.now();
  const move = await deps.directory.beginMove({ accountId, from, to, now, dueAt: now + SETTLE_MS });
  if (!move) throw new Failure('already_moving');
  forgetCredentials(accountId);
  forgetHome(accountId);
  deps.log('move_begun', { account_id: accountId, from, to });
  return { account, home: move };
}
