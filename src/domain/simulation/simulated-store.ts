import { AppError } from '../../shared/errors/app-error';
import type { Deps } from '../ports';
import type { SimulationInput } from './simulation-input';

/**
 * Returns the named store, or else the account's latest. An account without a store can simulate its flows too. Fails with
 * store_not_found.
 */
export async function simulatedStore(
  deps: Pick<Deps, 'stores'>,
  accountId: string,
  storeId: string | undefined,
): Promise<SimulationInput['store']> {
  const { rows } = await deps.stores.list(accountId, { limit: 1, after: null });
  const store = storeId === undefined ? rows[0] : await deps.stores.find(accountId, storeId);
  if (!store && storeId !== undefined) throw new AppError('store_not_found', `There is no store ${storeId}`);
  return { id_store: store?.storeId ?? '', name: store?.name ?? '', kind: store?.kind };
}
