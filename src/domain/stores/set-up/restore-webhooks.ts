import type { Store } from '../../../db/stores/stores';
import type { Deps } from '../../ports';
import type { ReadDeps } from '../../shopify/read-shopify';
import { readShopSetUp } from './read-shop-set-up';
import { storeSetUpSteps } from './set-up-steps';
import { webhookTarget } from './set-up-store';
import { syncWebhooks } from './sync-webhooks';

/** Webhooks that would be refused again are not created again: Shopify deletes them after eight failures. */
const isRefused = ({ shopifyClientSecret, webhookRefusedAt, webhookSeenAt }: Store): boolean =>
  shopifyClientSecret === null && (webhookRefusedAt ?? 0) > (webhookSeenAt ?? 0);

/**
 * Compares a store's webhook subscriptions with those that its set-up has made, and creates those again that have vanished. Does
 * nothing for a store that was not set up by a call, or whose key in the URL no longer works: its owner has ended it.
 */
export async function restoreWebhooks(
  deps: ReadDeps & Pick<Deps, 'keys' | 'now'>,
  { accountId, storeId }: Store,
): Promise<void> {
  const store = await deps.stores.find(accountId, storeId);
  if (!store?.setUp || store.pausedReason === 'app_uninstalled') return;
  const target = await webhookTarget(deps, store, store.setUp.origin);
  if (target === null) return;
  const shop = await readShopSetUp(deps, store);
  if (shop.kind === 'seen') {
    await syncWebhooks(deps, store, { shop, target, mayChange: !isRefused(store) });
    return;
  }
  deps.log('webhooks_not_compared', { id_store: storeId, code: shop.code });
  const now = deps.now();
  const steps = storeSetUpSteps(store, { shop, plan: null, failure: null, now });
  await deps.stores.saveSetUp(store, { setUp: { ...store.setUp, at: now, steps }, restored: [], now });
}
