import type { PageParams } from '../../db/sql/page';
import type { Context, Deps } from '../ports';

/** Returns a page of the account's subscriptions, newest first. */
export const listSubscriptions = (
  { subscriptions }: Pick<Deps, 'subscriptions'>,
  { account }: Context,
  page: PageParams,
) => subscriptions.list(account.accountId, page);
