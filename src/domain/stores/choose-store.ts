import type { Store } from '../../db/stores';
import { Failure } from '../../shared/failure';

/** The store that is named, else the account's only one. `stores` are the candidates read for that; at most two are needed. */
export function chooseStore(stores: Store[], idStore: string | undefined): Store {
  const [store] = stores;
  if (idStore !== undefined && !store) throw new Failure('store_not_found', `There is no store ${idStore}`);
  if (!store || stores.length > 1) {
    throw new Failure('store_required', 'The account has no store or several: say which one by id_store');
  }
  return store;
}
