import type { Store } from '../../../db/stores';
import { sha256Hex } from '../../../shared/hmac';
import { newId } from '../../../shared/ids';
import type { JsonObject } from '../../../shared/json';
import type { OrderDelivery } from '../../order-delivery';
import type { Deps } from '../../ports';
import { listOrders } from '../../shopify/list-orders';
import { readOrder } from '../../shopify/read-order';
import { offloadDelivery } from './offload-delivery';
import { instantOf, textOf } from './payload-members';

/** Shopify's search shows a change some time after it; what was read already is known and costs a page. */
const OVERLAP_MS = 600_000;
/** So many pages at a time: a shop that was away for days has its turn again at the next minute. */
const MAX_PAGES = 20;

type ListedOrder = { payload: JsonObject; isCut: boolean };
export type ReconcileResult = {
  /** How far it came, to be kept with the store. */
  progress: Pick<Store, 'reconciledUpTo' | 'reconcileCursor'>;
  found: number;
  /** Why it stopped before its end; null where it is done or only has to wait for its next turn. */
  failed: string | null;
};

const orderIdOf = ({ payload }: ListedOrder): string => textOf(payload.admin_graphql_api_id, 100) ?? '';
const changeOf = ({ payload }: ListedOrder, now: number): number => instantOf(payload.updated_at, now) ?? now;

/** Those that are not here, not as they are now, or of which nobody told that they were created. */
async function findMissing(
  deps: Deps,
  { accountId, storeId }: Store,
  listed: ListedOrder[],
  now: number,
): Promise<ListedOrder[]> {
  const versions = await deps.inboundOrders.findVersions(accountId, storeId, listed.map(orderIdOf));
  const known = new Map(versions.map((row) => [row.orderId, row]));
  return listed.filter((each) => {
    const row = known.get(orderIdOf(each));
    return row === undefined || row.creationSeenAt === null || row.updatedAt < changeOf(each, now);
  });
}

/** An order as if Shopify had told of it; `gone` since it was listed, or null where Shopify does not give it whole now. */
async function toDelivery(
  deps: Deps,
  store: Store,
  { payload, isCut }: ListedOrder,
): Promise<OrderDelivery | 'gone' | null> {
  const whole = isCut ? await readOrder(deps, store, textOf(payload.admin_graphql_api_id, 100) ?? '') : null;
  if (whole?.kind === 'not_found') return 'gone';
  if (whole?.kind === 'failed') return null;
  const text = JSON.stringify(whole?.payload ?? payload);
  const delivery: OrderDelivery = {
    type: 'order',
    event_id: newId('evt'),
    account_id: store.accountId,
    id_store: store.storeId,
    action: 'reconciliation',
    webhook_id: null,
    digest: await sha256Hex(text),
    triggered_at: null,
    received_at: deps.now(),
    payload: text,
    claim: null,
  };
  return offloadDelivery(deps, delivery);
}

/**
 * Reads what changed in a shop since it was last reconciled, and queues what never came by webhook as if it had. It can
 * stop anywhere: it goes on at the page where it stood, as thousands of orders may have changed in one second, and what is
 * queued twice is taken in once.
 */
export async function reconcileStore(deps: Deps, store: Store): Promise<ReconcileResult> {
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
