import type { Store } from '../../db/stores/stores';
import { AppError } from '../../shared/errors/app-error';

/** Returns the store with the given id, else the account's only one, from the candidates that were read (up to two). */
export function chooseStore(stores: Store[], storeId: string | undefined): Store {
  const [store] = stores;
  if (storeId !== undefined && !store) throw new AppError('store_not_found', `There is no store ${storeId}`);
  if (!store || stores.length > 1) {
    throw new AppError('store_required', 'The account has no store or several: choose one by id_store');
  }
  return store;
}
