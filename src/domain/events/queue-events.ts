import { AppError } from '../../shared/app-error';
import { describeError } from '../../shared/describe-error';
import type { InboundEvent } from '../inbound-event';
import type { Deps } from '../ports';

/** Queues what a webhook brought, as `prepare` makes it fit. Fails with `unavailable`, so that the sender tries again. */
export async function queueEvents(
  deps: Pick<Deps, 'queueInbound' | 'log'>,
  prepare: () => Promise<InboundEvent[]>,
): Promise<void> {
  try {
    await deps.queueInbound(await prepare());
  } catch (error) {
    deps.log('inbound_not_queued', { error: describeError(error) });
    throw new AppError('unavailable', 'The queue does not take the delivery now');
  }
}
