import type { AppUninstalledEvent } from '../../app-uninstalled-event';
import type { Deps } from '../../ports';
import { type AdminApiDeps, callAdminApi } from '../../shopify/call-admin-api';

/** Any call answers whether Shopify still accepts the app; this one costs a point and needs no scope. */
const SHOP = 'query Shop { shop { name } }';
const REASON = 'app_uninstalled';

/**
 * Pauses a store whose app has been uninstalled and erases its tokens, which Shopify no longer accepts. What counts is whether
 * Shopify accepts them now: a webhook that is repeated, or that comes after the store was connected again, changes nothing.
 * Throws, to be retried, if Shopify cannot be asked or the store was changed meanwhile.
 */
export async function applyAppUninstalled(
  deps: AdminApiDeps & Pick<Deps, 'log'>,
  { account_id: accountId, id_store: storeId }: AppUninstalledEvent,
): Promise<void> {
  const store = await deps.stores.find(accountId, storeId);
  if (store?.kind !== 'shopify' || store.pausedReason === REASON) return;
  const result = await callAdminApi(deps, store, { document: SHOP, variables: {} });
  if (result.kind === 'failed') throw new Error(`Shopify was not asked about its app: ${result.code}`);
  if (result.kind === 'http') throw new Error(`Shopify was not asked about its app: http_${result.status}`);
  if (result.kind !== 'unauthorized') {
    deps.log('app_is_installed', { account_id: accountId, id_store: storeId });
    return;
  }
  const isDisconnected = await deps.stores.disconnect(store, REASON, deps.now());
  if (!isDisconnected) throw new Error(`The store ${storeId} was changed while its app was checked`);
  deps.log('store_disconnected', { account_id: accountId, id_store: storeId, reason: REASON });
}
