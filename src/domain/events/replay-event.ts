import type { AccountEvent } from '../../db/events/events';
import { AppError } from '../../shared/errors/app-error';
import type { InboundEvent, MediaEvent } from '../inbound-event';
import type { Context, Deps } from '../ports';
import { findEvent } from './find-event';

/**
 * Queues an inbound event again; nothing that it did is done twice. Fails with event_not_inbound for a warning, and with
 * unavailable if the queue does not accept it; then its state stays.
 */
export async function replayEvent(
  deps: Pick<Deps, 'inboundEvents' | 'now' | 'queueInbound'>,
  context: Context,
  eventId: string,
): Promise<AccountEvent> {
  const event = await findEvent(deps, context, eventId);
  if (event.state === null || event.body === null) throw new AppError('event_not_inbound');
  // A new time of receipt: a status whose message was unknown waits for it again.
  const body = { ...(event.body as Exclude<InboundEvent, MediaEvent>), received_at: deps.now() };
  // An applied event stays applied, so that its effects are not repeated.
  const state = event.state === 'applied' ? 'applied' : 'queued';
  const queued = await deps.inboundEvents.setState(context.account.accountId, eventId, state);
  try {
    await deps.queueInbound([body]);
  } catch {
    await deps.inboundEvents.setState(context.account.accountId, eventId, event.state);
    throw new AppError('unavailable', 'The queue does not accept the event now');
  }
  return queued ?? event;
}
