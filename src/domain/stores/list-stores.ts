import type { PageParams } from '../../db/sql/page';
import type { Context, Deps } from '../ports';

/** Returns a page of the account's stores, newest first. */
export const listStores = ({ stores }: Pick<Deps, 'stores'>, { account }: Context, page: PageParams) =>
  stores.list(account.accountId, page);
