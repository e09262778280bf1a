import type { Order } from '../../db/orders/orders';
import { AppError } from '../../shared/errors/app-error';
import { describeError } from '../../shared/errors/describe-error';
import type { MakeIdempotencyRecord } from '../idempotency-record';
import type { Context, Deps } from '../ports';
import { arrivedOrderEvent } from '../shipment-delivery';
import { chooseStore } from '../stores/choose-store';
import { newOrder, type OrderInput } from './new-order';
import { requestsForOrderEvent } from './requests-for-order-event';

export type AcceptedOrder = { order: Order; requestIds: string[] };

/** Lets the shipments that wait for an order be matched to it. If this fails, their next event or the sweep does it. */
async function queueArrived(deps: Pick<Deps, 'log' | 'queueInbound'>, order: Order): Promise<void> {
  try {
    await deps.queueInbound([arrivedOrderEvent(order)]);
  } catch (error) {
    deps.log('shipments_not_matched', { order_id: order.orderId, error: describeError(error) });
  }
}

/**
 * Creates an order and, in the same batch, a request for every active flow that `order.created` triggers and whose condition
 * holds. Fails with orders_not_enabled, store_not_found, store_required or order_exists.
 */
export async function createOrder(
  deps: Pick<Deps, 'flows' | 'log' | 'now' | 'orders' | 'queueInbound'>,
  { account }: Context,
  input: OrderInput,
  makeIdempotencyRecord: MakeIdempotencyRecord<AcceptedOrder>,
): Promise<AcceptedOrder> {
  if (!account.features.includes('orders')) throw new AppError('orders_not_enabled');
  const { accountId } = account;
  const { flows, stores } = await deps.flows.findByTriggerWithStores(accountId, 'order.created', input.id_store);
  const store = chooseStore(stores, input.id_store);
  const order = newOrder(input, { account, store, now: deps.now() });
  const started = requestsForOrderEvent(deps, account, {
    on: 'order.created',
    order,
    shipments: [],
    eventId: null,
    flows,
  });
  const accepted = { order, requestIds: started.map(({ requestId }) => requestId) };
  const idempotencyRecord = await makeIdempotencyRecord(accepted);
  const written = await deps.orders.insertWithRequests({ order, started, idempotencyRecord });
  if (!written) {
    const existing = await deps.orders.findByOrderId(accountId, store.storeId, order.orderId);
    throw new AppError('order_exists', `The order ${order.orderId} is already in this store`, {
      extensions: existing ? { existing_id: existing.id } : {},
    });
  }
  if (written.isAwaited) await queueArrived(deps, order);
  return accepted;
}
