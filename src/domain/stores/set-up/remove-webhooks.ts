import type { Store } from '../../../db/stores/stores';
import type { ReadDeps } from '../../shopify/read-shopify';
import { isWebhookAddress } from '../webhook-address';
import { deleteWebhookSubscription, listWebhookSubscriptions } from './webhook-subscriptions';

/**
 * Deletes at Shopify the webhook subscriptions that lead to a store that is about to be deleted: Shopify would call them for days,
 * and write to the shop's owner that they fail. Where Shopify does not answer, it deletes them itself in the end.
 */
export async function removeWebhooks(deps: ReadDeps, store: Store): Promise<void> {
  const { setUp, storeId } = store;
  if (!setUp || store.pausedReason === 'app_uninstalled') return;
  const listed = await listWebhookSubscriptions(deps, store);
  if (listed.kind === 'failed') return;
  const ours = listed.subscriptions.filter(({ uri }) => isWebhookAddress(uri, { origins: [setUp.origin], storeId }));
  for (const { id } of ours) {
    const deleted = await deleteWebhookSubscription(deps, store, id);
    if (deleted.kind === 'failed') return;
  }
}
