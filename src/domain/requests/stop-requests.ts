import { describeError } from '../../shared/describe-error';
import type { Deps } from '../ports';

/**
 * Ends the runs of requests that were cancelled and sends the pushes that this released. A failure is logged and never the
 * caller's: a run finds its request cancelled at its next effect, and the sweeper sends what is due.
 */
export async function stopRequests(
  deps: Pick<Deps, 'engine' | 'queuePushes' | 'log'>,
  { requestIds, released }: { requestIds: string[]; released: { pushId: string; accountId: string }[] },
): Promise<void> {
  const queued = deps.queuePushes(released.map((push) => ({ ...push, delayMs: 0 })));
  await Promise.all([
    queued.catch((error: unknown) => {
      deps.log('pushes_not_queued', { count: released.length, error: describeError(error) });
    }),
    ...requestIds.map((requestId) => deps.engine.stop(requestId, { erase: false })),
  ]);
}
