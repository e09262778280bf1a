import type { Store } from '../../db/stores/stores';
import { AppError } from '../../shared/errors/app-error';
import type { Context, Deps } from '../ports';

/** Returns a store of the account. Fails with not_found. */
export async function findStore(deps: Pick<Deps, 'stores'>, { account }: Context, storeId: string): Promise<Store> {
  const store = await deps.stores.find(account.accountId, storeId);
  if (!store) throw new AppError('not_found', 'There is no such store');
  return store;
}
