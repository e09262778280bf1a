import type { Context } from 'hono';
import { MOVING_RETRY_MS } from '../../domain/shards/move-times';
import { AppError } from '../../shared/errors/app-error';
import type { AppEnv } from '../request/app-env';

/** Fails with account_moving and sets Retry-After. Writes to an account that is being moved are rejected. */
export function rejectMovingAccount(c: Context<AppEnv>): never {
  c.header('retry-after', String(MOVING_RETRY_MS / 1_000));
  throw new AppError(
    'account_moving',
    'Writes are rejected while the account is being moved: try again after Retry-After. Reads work.',
  );
}
