import type { Store } from '../../../db/stores/stores';
import { sha256Hex } from '../../../shared/crypto/hmac';
import type { JsonObject } from '../../../shared/json/json';
import { textOf } from '../../../shared/text/text-of';
import type { OrderDelivery } from '../../order-delivery';
import type { Deps } from '../../ports';
import { listOrders } from '../../shopify/list-orders';
import { readOrder } from '../../shopify/read-order';
import type { ReadDeps } from '../../shopify/read-shopify';
import { newOrderDelivery, offloadDelivery } from './new-order-delivery';
import { instantOf } from './payload-members';

/** Shopify's search shows a change with a delay; reading an order twice is harmless. */
const OVERLAP_MS = 600_000;
/** How many pages a turn reads; a shop with more, such as one that was unreachable for days, has its next turn in a minute. */
const MAX_PAGES = 20;

type ListedOrder = { payload: JsonObject; isCut: boolean };
export type ReconcileResult = {
  /** Where the next turn continues, to be saved with the store. */
  progress: Pick<Store, 'reconciledUpTo' | 'reconcileCursor'>;
  found: number;
  /** Why it failed; null if it is complete or continues with its next turn. */
  failed: string | null;
};

const orderIdOf = ({ payload }: ListedOrder): string => textOf(payload.admin_graphql_api_id, 100) ?? '';
const changeOf = ({ payload }: ListedOrder, now: number): number => instantOf(payload.updated_at, now) ?? now;

/** Returns the orders that are not stored, not in this version, or whose creation has not been reported. */
async function findMissing(
  deps: Pick<Deps, 'inboundOrders'>,
  { accountId, storeId }: Store,
  listed: ListedOrder[],
  now: number,
): Promise<ListedOrder[]> {
  const versions = await deps.inboundOrders.findVersions(accountId, storeId, listed.map(orderIdOf));
  const stored = new Map(versions.map((row) => [row.orderId, row]));
  return listed.filter((each) => {
    const row = stored.get(orderIdOf(each));
    return row === undefined || row.creationSeenAt === null || row.updatedAt < changeOf(each, now);
  });
}

/** Makes the delivery of a listed order; `gone` if it was deleted since, null if Shopify does not return it completely. */
async function toDelivery(
  deps: ReadDeps & Pick<Deps, 'files'>,
  store: Store,
  { payload, isCut }: ListedOrder,
): Promise<OrderDelivery | 'gone' | null> {
  const id = textOf(payload.admin_graphql_api_id, 100) ?? '';
  const whole = isCut ? await readOrder(deps, store, id, { shipments: false }) : null;
  if (whole?.kind === 'not_found') return 'gone';
  if (whole?.kind === 'failed') return null;
  const text = JSON.stringify(whole?.payload ?? payload);
  const delivery = newOrderDelivery(deps, {
    account_id: store.accountId,
    id_store: store.storeId,
    action: 'reconciliation',
    webhook_id: null,
    digest: await sha256Hex(text),
    triggered_at: null,
    payload: text,
  });
  return offloadDelivery(deps, delivery);
}

/**
 * Reads the orders of a shop that changed since the last reconciliation and queues those that no webhook delivered. It may
 * be interrupted anywhere: it continues at its page, as thousands of orders may have changed within a second, and an order
 * that is queued twice is applied once.
 */
export async function reconcileStore(
  deps: ReadDeps & Pick<Deps, 'files' | 'inboundOrders' | 'queueInbound'>,
  store: Store,
): Promise<ReconcileResult> {
  const start = store.reconciledUpTo ?? store.createdAt;
  let cursor = store.reconcileCursor;
  let found = 0;
  const stopped = (failed: string | null): ReconcileResult => ({
    progress: { reconciledUpTo: start, reconcileCursor: cursor },
    found,
    failed,
  });
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page = await listOrders(deps, store, { since: start - OVERLAP_MS, after: cursor });
    if (page.kind === 'failed') return stopped(page.code);
    const now = deps.now();
    const deliveries: OrderDelivery[] = [];
    for (const each of await findMissing(deps, store, page.orders, now)) {
      const delivery = await toDelivery(deps, store, each);
      if (delivery === null) return stopped('order_not_read');
      if (delivery !== 'gone') deliveries.push(delivery);
    }
    await deps.queueInbound(deliveries);
    found += deliveries.length;
    if (page.cursor === null) {
      const newest = page.orders.map((each) => changeOf(each, now));
      return { progress: { reconciledUpTo: Math.max(start, ...newest), reconcileCursor: null }, found, failed: null };
    }
    cursor = page.cursor;
  }
  return stopped(null);
}
