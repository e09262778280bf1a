import { AppError } from '../../shared/errors/app-error';
import { describeError } from '../../shared/errors/describe-error';
import type { InboundEvent } from '../inbound-event';
import type { Deps } from '../ports';

/** Queues the events that `prepare` returns. Fails with unavailable if either fails, so that the sender retries. */
export async function queueEvents(
  deps: Pick<Deps, 'log' | 'queueInbound'>,
  prepare: () => Promise<InboundEvent[]>,
): Promise<void> {
  try {
    await deps.queueInbound(await prepare());
  } catch (error) {
    deps.log('inbound_not_queued', { error: describeError(error) });
    throw new AppError('unavailable', 'The queue does not accept the delivery now');
  }
}
