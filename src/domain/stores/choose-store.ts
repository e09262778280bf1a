import type { Store } from '../../db/stores';
import { AppError } from '../../shared/app-error';

/** The store that is named, else the account's only one. `stores` are the candidates read for that; at most two are needed. */
export function chooseStore(stores: Store[], storeId: string | undefined): Store {
  const [store] = stores;
  if (storeId !== undefined && !store) throw new AppError('store_not_found', `There is no store ${storeId}`);
  if (!store || stores.length > 1) {
    throw new AppError('store_required', 'The account has no store or several: say which one by id_store');
  }
  return store;
}
