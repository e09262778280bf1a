import { MOVING_RETRY_MS } from '../../domain/shards/move-times';
import { AppError } from '../../shared/errors/app-error';

/** Fails with account_moving. Writes to an account that is being moved are rejected. */
export function rejectMovingAccount(): never {
  throw new AppError(
    'account_moving',
    'Writes are rejected while the account is being moved: try again after Retry-After. Reads work.',
    { retryAfterMs: MOVING_RETRY_MS },
  );
}
