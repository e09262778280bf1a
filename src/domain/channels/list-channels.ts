import type { PageParams } from '../../db/sql/page';
import type { Context, Deps } from '../ports';

/** Returns a page of the account's channels, newest first. */
export const listChannels = ({ channels }: Pick<Deps, 'channels'>, { account }: Context, page: PageParams) =>
  channels.list(account.accountId, page);
