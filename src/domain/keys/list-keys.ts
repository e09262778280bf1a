import type { PageParams } from '../../db/sql/page';
import type { Context, Deps } from '../ports';

/** Returns a page of the account's API keys, newest first. */
export const listKeys = ({ keys }: Pick<Deps, 'keys'>, { account }: Context, page: PageParams) =>
  keys.list(account.accountId, page);
