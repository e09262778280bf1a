import { describeError } from '../../../shared/errors/describe-error';
import type { Deps } from '../../ports';
import type { ReadDeps } from '../../shopify/read-shopify';
import { RECONCILE_EVERY_MS } from '../../stores/reconcile-times';
import { restoreWebhooks } from '../../stores/set-up/restore-webhooks';
import { reconcileStore } from './reconcile-store';

/** A bound per sweep: each store needs several calls to Shopify. */
const MAX_STORES = 10;
/** The delay until the next run for a store with more orders than one run reads. */
const CONTINUE_AFTER_MS = 60_000;

/**
 * Queues orders whose webhook never arrived, once an hour per store: Shopify gives up on a webhook after eight attempts in four
 * hours. A store that fails is continued in an hour from its last position. Then compares the store's webhook subscriptions with
 * those of its set-up. Returns the number of queued orders.
 */
export async function reconcileOrders(
  deps: ReadDeps & Pick<Deps, 'files' | 'inboundOrders' | 'keys' | 'queueInbound'>,
): Promise<number> {
  const now = deps.now();
  const stores = await deps.stores.claimDueForReconciliation({
    now,
    nextAt: now + RECONCILE_EVERY_MS,
    limit: MAX_STORES,
  });
  const found = await Promise.all(
    stores.map(async (store) => {
      const { accountId, storeId } = store;
      try {
        const { progress, found: count, failed } = await reconcileStore(deps, store);
        const hasMore = progress.reconcileCursor !== null && failed === null;
        const nextTurn = hasMore ? { reconcileAt: now + CONTINUE_AFTER_MS } : {};
        await deps.stores.update({ accountId, storeId, set: { ...progress, ...nextTurn } });
        if (failed !== null) deps.log('store_not_reconciled', { id_store: storeId, code: failed });
        if (!hasMore) await restoreWebhooks(deps, store);
        return count;
      } catch (error) {
        deps.log('store_not_reconciled', { id_store: storeId, error: describeError(error) });
        return 0;
      }
    }),
  );
  return found.reduce((sum, count) => sum + count, 0);
}
