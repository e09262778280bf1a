import { describeError } from '../../shared/errors/describe-error';
import type { Deps } from '../ports';

/**
 * Stops the runs of cancelled requests and queues the pushes that this released. A failure is only logged: a run stops at its
 * next effect, and the sweep queues due pushes.
 */
export async function stopRequests(
  deps: Pick<Deps, 'engine' | 'log' | 'queuePushes'>,
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
