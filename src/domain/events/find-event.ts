import type { AccountEvent } from '../../db/events/events';
import { AppError } from '../../shared/errors/app-error';
import type { Context, Deps } from '../ports';

/** Returns an inbound event or a warning of the account. Fails with not_found. */
export async function findEvent(
  deps: Pick<Deps, 'inboundEvents'>,
  { account }: Context,
  eventId: string,
): Promise<AccountEvent> {
  const event = await deps.inboundEvents.find(account.accountId, eventId);
  if (!event) throw new AppError('not_found', 'There is no such event; inbound events are kept for 7 days');
  return event;
}
