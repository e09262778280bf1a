import type { InboundOrdersRepository } from '../../db/inbound/inbound-orders';
import type { Deps } from '../ports';
import { startRequests } from '../requests/start-requests';
import { stopRequests } from '../requests/stop-requests';
import type { OrderChangePlan } from './plan-order-events';

type Written = Pick<Awaited<ReturnType<InboundOrdersRepository['write']>>, 'startedIds' | 'released'>;

/**
 * Starts the runs of the requests that a written plan inserted, and stops those that it cancelled. A request that was both
 * started and cancelled never runs. A failure is only logged: the sweep does what was left.
 */
export async function carryOutPlan(
  deps: Pick<Deps, 'engine' | 'log' | 'queuePushes'>,
  { started, ended }: Pick<OrderChangePlan, 'started' | 'ended'>,
  { startedIds, released }: Written,
): Promise<void> {
  const endedIds = new Set(ended.flatMap((each) => each.requestIds));
  const toStart = started.filter(({ requestId }) => startedIds.has(requestId) && !endedIds.has(requestId));
  if (toStart.length > 0) await startRequests(deps, toStart);
  for (const { requestId } of started) endedIds.delete(requestId);
  if (endedIds.size > 0) await stopRequests(deps, { requestIds: [...endedIds], released });
}
