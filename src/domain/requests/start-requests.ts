import { describeError } from '../../shared/describe-error';
import type { Deps } from '../ports';

/**
 * Starts accepted requests. What can't be started now (the platform creates some 100 a second) is started by the
 * sweeper, so a failure here is logged and never the caller's.
 */
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
