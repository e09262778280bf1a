import { describeError } from '../../shared/errors/describe-error';
import type { Deps } from '../ports';

/** Starts the runs of new requests. A failure is only logged: the sweep starts what could not be started. */
export async function startRequests(
  deps: Pick<Deps, 'engine' | 'log'>,
  requests: { accountId: string; requestId: string }[],
): Promise<void> {
  try {
    await deps.engine.start(requests.map(({ accountId, requestId }) => ({ accountId, requestId })));
  } catch (error) {
    deps.log('requests_not_started', { count: requests.length, error: describeError(error) });
  }
}
