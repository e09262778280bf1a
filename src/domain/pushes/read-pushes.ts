import type { PushFilter } from '../../db/pushes/pushes';
import type { PageParams } from '../../db/sql/page';
import { AppError } from '../../shared/errors/app-error';
import type { Context, Deps } from '../ports';

/** Returns a page of the account's pushes, newest first. */
export const listPushes = (
  { pushes }: Pick<Deps, 'pushes'>,
  { account }: Context,
  { filter, page }: { filter: PushFilter; page: PageParams },
) => pushes.list(account.accountId, filter, page);

/** Returns one of the account's pushes with its attempts. Fails with not_found. */
export async function findPush({ pushes }: Pick<Deps, 'pushes'>, { account }: Context, pushId: string) {
  const found = await pushes.find(account.accountId, pushId);
  if (!found) throw new AppError('not_found', 'There is no such push');
  return found;
}
