import { describeError } from '../../../shared/describe-error';
import type { Deps } from '../../ports';
import { RECONCILE_EVERY_MS } from '../../stores/reconcile-times';
import { reconcileStore } from './reconcile-store';

/** So many shops at a time: each of them is some calls to Shopify. */
const MAX_STORES = 10;
/** A shop with more than one turn's worth of orders has its next turn so soon. */
const NEXT_TURN_MS = 60_000;

/**
 * Once an hour and shop, takes in the orders that Shopify has and never told of: it gives up on a webhook after eight
 * tries in four hours. A shop that does not answer has its turn again in an hour, and what it has changed by then is read
 * from where it stood.
 */
export async function reconcileOrders(deps: Deps): Promise<number> {
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
        const isUnderWay = progress.reconcileCursor !== null && failed === null;
        const turn = isUnderWay ? { reconcileAt: now + NEXT_TURN_MS } : {};
        await deps.stores.update({ accountId, storeId, set: { ...progress, ...turn } });
        if (failed !== null) deps.log('store_not_reconciled', { id_store: storeId, code: failed });
        return count;
      } catch (error) {
        deps.log('store_not_reconciled', { id_store: storeId, error: describeError(error) });
        return 0;
      }
    }),
  );
  return found.reduce((sum, count) => sum + count, 0);
}
