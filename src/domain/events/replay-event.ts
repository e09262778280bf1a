import type { AccountEvent } from '../../db/events';
import { AppError } from '../../shared/app-error';
import type { InboundEvent, MediaEvent } from '../inbound-event';
import type { Context, Deps } from '../ports';
import { findEvent } from './find-event';

/**
 * Queues a raw inbound event again: what is applied once is not applied twice. Fails with event_not_inbound for a warning,
 * and with unavailable when the queue does not take it; then its state stays.
 */
export async function replayEvent(deps: Deps, context: Context, eventId: string): Promise<AccountEvent> {
  const event = await findEvent(deps, context, eventId);
  if (event.state === null || event.body === null) throw new AppError('event_not_inbound');
  // It comes anew: a status whose message was not known has its time again.
  const body = { ...(event.body as Exclude<InboundEvent, MediaEvent>), received_at: deps.now() };
  // An applied one stays applied, so that what it did once is not guarded anew.
  const state = event.state === 'applied' ? 'applied' : 'queued';
  const queued = await deps.inboundEvents.setState(context.account.accountId, eventId, state);
  try {
    await deps.queueInbound([body]);
  } catch {
    await deps.inboundEvents.setState(context.account.accountId, eventId, event.state);
    throw new AppError('unavailable', 'The queue does not take the event now');
  }
  return queued ?? event;
}
