import type { AccountEvent } from '../../db/events/events';
import type { PageParams } from '../../db/sql/page';
import type { Context, Deps } from '../ports';

type EventFilter = { type?: AccountEvent['type']; state?: NonNullable<AccountEvent['state']> };

/** Returns a page of the account's events, newest first. */
export const listEvents = (
  { events }: Pick<Deps, 'events'>,
  { account }: Context,
  { filter, page }: { filter: EventFilter; page: PageParams },
) => events.list(account.accountId, filter, page);
