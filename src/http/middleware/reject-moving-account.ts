import type { Context } from 'hono';
import { MOVING_RETRY_MS } from '../../domain/shards/move-times';
import { AppError } from '../../shared/app-error';
import type { AppEnv } from '../env';

/** Refuses a write to an account that is being moved, and says when to come again. */
export function rejectMovingAccount(c: Context<AppEnv>): never {
  c.header('retry-after', String(MOVING_RETRY_MS / 1_000));
  throw new AppError('account_moving', 'Its reads are answered meanwhile; try writes again after Retry-After');
}
