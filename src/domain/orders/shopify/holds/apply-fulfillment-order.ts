import type { Store } from '../../../../db/stores/stores';
import { shopifyOrderIds } from '../../../../shared/orders/shopify-order-id';
import type { FulfillmentOrderDelivery } from '../../../fulfillment-order-delivery';
import type { Deps } from '../../../ports';
import { QUEUE_DELIVERY_GRACE_MS } from '../../../queue-times';
import { holdHandle } from '../../../shopify/hold-handle';
import { type ReadFulfillmentOrder, readFulfillmentOrder } from '../../../shopify/read-fulfillment-order';
import type { ReadDeps } from '../../../shopify/read-shopify';
import { isEnded } from '../../../shopify/update/plan-holds';
import { renewHold } from '../../../shopify/update/renew-hold';
import { NOT_ROUTED } from '../../../shopify/update/routing-delay';
import { activeHolds, type HoldPush } from './active-holds';
import { reportRelease } from './report-release';

type HoldDeps = ReadDeps & Pick<Deps, 'engine' | 'inboundOrders' | 'orderHolds' | 'queuePushes'>;
type Found = ReadFulfillmentOrder & { kind: 'found' };

/** After these an order may have fulfillment orders without our hold. */
const NEW_FULFILLMENT_ORDERS = [
  'fulfillment_orders_order_routing_complete',
  'fulfillment_orders_split',
  'fulfillment_orders_moved',
  'fulfillment_orders_merged',
];

/** Wakes the pushes that wait until Shopify has routed the order. */
async function wakeWaiting(deps: HoldDeps, pushes: HoldPush[]): Promise<void> {
  const waiting = pushes.filter(({ state, lastError }) => state === 'retrying' && lastError === NOT_ROUTED);
  if (waiting.length === 0) return;
  const now = deps.now();
  const ids = waiting.map(({ pushId }) => pushId);
  const due = await deps.orderHolds.makeDue(ids, now, now + QUEUE_DELIVERY_GRACE_MS);
  await deps.queuePushes(due.map((push) => ({ ...push, delayMs: 0 })));
}

/** Whether the webhook reports that a hold of this handle is gone from a fulfillment order that can still be shipped. */
function isRelease(
  { topic, handle: reported }: FulfillmentOrderDelivery,
  { status, handles }: Found,
  ours: string,
): boolean {
  // A fulfillment order that was shipped, moved or cancelled loses its holds too.
  if (isEnded(status) || handles.includes(ours)) return false;
  return topic === 'fulfillment_holds_released' ? reported === ours : topic === 'fulfillment_orders_hold_released';
}

async function renew(deps: HoldDeps, store: Store, orderId: string, push: HoldPush): Promise<void> {
  const { accountId, storeId } = store;
  const { flow, pushId, variables } = push;
  const renewed = await renewHold(deps, store, { orderId, flow, hold: variables.hold ?? true });
  if (renewed.kind === 'failed' && renewed.code === 'access_denied') {
    deps.log('hold_not_renewed', { id_store: storeId, push_id: pushId, code: renewed.code });
    return;
  }
  if (renewed.kind === 'failed') throw new Error(`The hold of ${pushId} was not renewed: ${renewed.code}`);
  if (renewed.errors > 0) deps.log('hold_not_renewed', { id_store: storeId, push_id: pushId, errors: renewed.errors });
  await deps.orderHolds.setHeld(accountId, pushId, renewed.held);
}

/**
 * Applies a webhook about a fulfillment order: wakes the pushes that wait for it, sets the holds of running requests on new
 * fulfillment orders, and records a release of our hold by somebody else. Repeating it changes nothing. Throws, to be
 * retried, if Shopify cannot be read.
 */
export async function applyFulfillmentOrder(deps: HoldDeps, delivery: FulfillmentOrderDelivery): Promise<void> {
  const { account_id: accountId, id_store: storeId, topic, fulfillment_order_ids: ids } = delivery;
  const [fulfillmentOrderId = ''] = ids;
  const store = await deps.stores.find(accountId, storeId);
  if (!store) return;
  const read = await readFulfillmentOrder(deps, store, fulfillmentOrderId);
  if (read.kind === 'failed' && read.code === 'access_denied') {
    deps.log('fulfillment_order_not_readable', { account_id: accountId, id_store: storeId });
    return;
  }
  if (read.kind === 'failed') throw new Error(`The fulfillment order was not read: ${read.code}`);
  if (read.kind === 'not_found') return;
  const { orderId } = read;
  const pushes = await deps.orderHolds.list({ accountId, storeId, orderIds: shopifyOrderIds(orderId) });
  await wakeWaiting(deps, pushes);
  const mayLackHold = NEW_FULFILLMENT_ORDERS.includes(topic) || ids.length > 1;
  for (const push of activeHolds(pushes)) {
    const ours = await holdHandle({ storeId, orderId, flow: push.flow });
    if (isRelease(delivery, read, ours)) await reportRelease(deps, store, { orderId, fulfillmentOrderId, push });
    else if (mayLackHold && push.isRunning) await renew(deps, store, orderId, push);
  }
}
