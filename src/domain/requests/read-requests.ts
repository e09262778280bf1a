import type { RequestFilter } from '../../db/requests/requests';
import type { PageParams } from '../../db/sql/page';
import { isId } from '../../shared/crypto/ids';
import { AppError } from '../../shared/errors/app-error';
import type { Context, Deps } from '../ports';

/** Returns a page of the account's requests, newest or oldest first. */
export const listRequests = (
  { requests }: Pick<Deps, 'requests'>,
  { account }: Context,
  { filter, page }: { filter: RequestFilter; page: PageParams & { order: 'asc' | 'desc' } },
) => requests.list(account.accountId, filter, page);

/** Returns a page of a customer's runs, newest first, with the rows linked to each. */
export const listRunsOfUser = (
  { requestLinks }: Pick<Deps, 'requestLinks'>,
  { account }: Context,
  { userKey, page }: { userKey: string; page: PageParams },
) => requestLinks.listRunsOfCustomer(account.accountId, userKey, page);

/** Returns one of the account's requests with the rows linked to it. Fails with not_found, also for a malformed id. */
export async function findRequestWithLinks(
  { requestLinks }: Pick<Deps, 'requestLinks'>,
  { account }: Context,
  requestId: string,
) {
  const found = isId('req', requestId) ? await requestLinks.findWithLinks(account.accountId, requestId) : undefined;
  if (!found) throw new AppError('not_found', 'There is no such request');
  return found;
}
