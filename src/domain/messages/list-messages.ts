import type { PageParams } from '../../db/sql/page';
import type { Context, Deps } from '../ports';

/** Returns a page of the messages of a customer or of a request, newest first, with their statuses and charges. */
export const listMessages = (
  { messages }: Pick<Deps, 'messages'>,
  { account }: Context,
  { filter, page }: { filter: { userKey: string } | { requestId: string }; page: PageParams },
) => messages.list(account.accountId, filter, page);
