import { requireScope } from '../keys/authenticate';
import type { Context, Deps } from '../ports';
import { type EventBody, eventBody } from './event-body';
import { customerOf, loadCustomers } from './load-customers';

/**
 * Returns the account's events after one of them, or all that are here, in their order: the bodies that subscriptions get. Fails
 * with missing_scope if the key may not read customers but asks for them.
 */
export async function pollEvents(
  deps: Pick<Deps, 'eventSubjects' | 'outbox'>,
  context: Context,
  {
    after,
    types,
    includesCustomer,
    limit,
  }: { after: string | null; types: string[]; includesCustomer: boolean; limit: number },
): Promise<{ rows: EventBody[]; more: boolean }> {
  if (includesCustomer) requireScope(context, 'users:read');
  const { accountId, timeZone } = context.account;
  const { rows, more } = await deps.outbox.listAfter(accountId, { after, types, limit });
  const customers = includesCustomer ? await loadCustomers(deps, accountId, rows) : new Map();
  const bodyOf = (event: (typeof rows)[number]) =>
    includesCustomer ? eventBody(event, timeZone, customerOf(event, customers)) : eventBody(event, timeZone);
  return { rows: rows.map(bodyOf), more };
}
