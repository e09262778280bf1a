import type { Store } from '../../../../db/stores/stores';
import { holdReleasedKey } from '../../../../shared/crypto/dedupe-key';
import { newId } from '../../../../shared/crypto/ids';
import type { Deps } from '../../../ports';
import { QUEUE_DELIVERY_GRACE_MS } from '../../../queue-times';
import { shipmentView } from '../../../shipment-view';
import { carryOutPlan } from '../../carry-out-plan';
import { planOrderEvents } from '../../plan-order-events';
import type { HoldPush } from './active-holds';

/**
 * Records that somebody else has released a flow's hold, once for each push that set it, and in the same batch starts the flows
 * and cancels the requests that name `order.hold_released`. An order that is not stored here starts and cancels nothing.
 */
export async function reportRelease(
  deps: Pick<Deps, 'engine' | 'inboundOrders' | 'log' | 'now' | 'queuePushes'>,
  { accountId, storeId }: Store,
  { orderId, fulfillmentOrderId, push }: { orderId: string; fulfillmentOrderId: string; push: HoldPush },
): Promise<void> {
  const { pushId, flow } = push;
  const dedupeKey = holdReleasedKey(pushId);
  const query = { accountId, storeId, orderId, dedupeKey, deliveryId: null };
  const { known, accounts, orders, shipments, flows, watching } = await deps.inboundOrders.loadContext([query]);
  if (known.length > 0) return;
  const [account] = accounts;
  const order = orders[0]?.order;
  if (!order) deps.log('hold_released_of_unknown_order', { account_id: accountId, order_id: orderId });
  const plan =
    account && order
      ? planOrderEvents(deps, account, {
          order,
          shipments: shipments.map(shipmentView),
          events: ['order.hold_released'],
          eventId: pushId,
          flows,
          watching,
        })
      : { started: [], ended: [] };
  const now = deps.now();
  const event = {
    eventId: newId('evt'),
    accountId,
    type: 'order.hold_released' as const,
    about: { id_store: storeId, order_id: orderId, push_id: pushId, flow, fulfillment_order_id: fulfillmentOrderId },
    dedupeKey,
    createdAt: now,
    state: null,
    body: null,
    userKey: order?.userKey ?? null,
    deliveryId: null,
  };
  const write = {
    events: [event],
    orders: [],
    started: plan.started,
    ended: plan.ended,
    webhooksSeen: [],
    repeated: [],
  };
  const written = await deps.inboundOrders.write(write, now, now + QUEUE_DELIVERY_GRACE_MS);
  await carryOutPlan(deps, plan, written);
}
