import { AppError } from '../shared/errors/app-error';
import type { Deps } from './ports';

const POLL_MS = 250;
const MAX_WAIT_MS = 20_000;

/**
 * Runs work that calls the outside while no other call of the account runs work of this name: a second one waits for the first,
 * and then reads what it has done. Fails with unavailable if the first takes too long.
 */
export async function withLease<Result>(
  deps: Pick<Deps, 'idempotency' | 'now' | 'sleep'>,
  { accountId, name }: { accountId: string; name: string },
  work: () => Promise<Result>,
): Promise<Result> {
  const lease = () => ({ accountId, key: `lease/${name}`, digest: '', createdAt: deps.now() });
  let held = lease();
  for (let waited = 0; (await deps.idempotency.reserve(held)) !== null; waited += POLL_MS) {
    if (waited >= MAX_WAIT_MS) throw new AppError('unavailable', 'Another call does the same now; try again');
    await deps.sleep(POLL_MS);
    held = lease();
  }
  try {
    return await work();
  } finally {
    await deps.idempotency.release(held);
  }
}
