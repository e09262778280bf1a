import { z } from 'zod';
import type { Order } from '../../db/orders';
import { AppError } from '../../shared/app-error';
import { describeError } from '../../shared/describe-error';
import type { TradingSettings } from '../../shared/home-country';
import { newId } from '../../shared/ids';
import { parseMoney } from '../../shared/money';
import { isOrderCurrency } from '../../shared/order-currency';
import { canonicalObject } from '../canonical-object';
import type { MakeIdempotencyRecord } from '../idempotency-record';
import type { Context, Deps } from '../ports';
import { UserKey } from '../requests/create-request';
import { Variables } from '../requests/variables';
import { arrivedOrderEvent } from '../shipment-delivery';
import { chooseStore } from '../stores/choose-store';
import { customerKey } from './customer-key';
import { countriesOfOrder, customerPhone } from './customer-phone';
import { Amount, OrderAddress, OrderCustomer, OrderItem, storedItems } from './order-input';
import { requestsForOrderEvent } from './requests-for-order-event';

export const CreateOrder = z
  .strictObject({
    order_id: z.string().min(1).max(255),
    id_store: z.string().min(1).max(64).optional(),
    order_number: z.string().max(64).optional(),
    user_key: UserKey.optional(),
    customer: OrderCustomer.optional(),
    currency: z
      .string()
      .refine(isOrderCurrency, { message: 'must be a currency code of ISO 4217 or Shopify, such as EUR' }),
    total: Amount,
    payment_method: z.string().max(100).optional(),
    shipping_address: OrderAddress.optional(),
    items: z.array(OrderItem).min(1).max(1_000),
    variables: Variables.default({}),
  })
  .meta({
    example: {
      order_id: '1001',
      order_number: '#1001',
      currency: 'EUR',
      total: '59.90',
      payment_method: 'cod',
      customer: { first_name: 'Ada', phone: '+393331234567', language: 'it' },
      items: [{ sku: 'MAGLIA-M', name: 'Maglia', quantity: 1, unit_price: '59.90' }],
    },
  });
type CreateOrder = z.infer<typeof CreateOrder>;
export type AcceptedOrder = { order: Order; requestIds: string[] };

/** Reads the customer's phone number and user key; a national number is read as one of the order's country. */
function contactOf({ user_key, customer, shipping_address, currency }: CreateOrder, account: TradingSettings) {
  const country = shipping_address?.country ?? null;
  const numbers = [customer?.phone, shipping_address?.phone].map((phone) => ({ phone: phone ?? null, country }));
  const phone = customerPhone(numbers, countriesOfOrder([country], { currency, account }));
  return { phone, userKey: user_key ?? customerKey({ phone, email: customer?.email ?? null, shopId: null }) };
}

/** Lets the shipments that wait for an order be matched to it. If this fails, their next event does it. */
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
  input: CreateOrder,
  makeIdempotencyRecord: MakeIdempotencyRecord<AcceptedOrder>,
): Promise<AcceptedOrder> {
  if (!account.features.includes('orders')) throw new AppError('orders_not_enabled');
  const { accountId } = account;
  const { flows, stores } = await deps.flows.findByTriggerWithStores(accountId, 'order.created', input.id_store);
  const store = chooseStore(stores, input.id_store);
  const { storeId } = store;
  const now = deps.now();
  const order: Order = {
    id: newId('ord'),
    accountId,
    storeId,
    orderId: canonicalObject(store, { type: 'order', id: input.order_id }).id,
    source: 'api',
    orderNumber: input.order_number ?? null,
    ...contactOf(input, account),
    customer: input.customer ?? null,
    currency: input.currency,
    total: parseMoney(input.total) ?? 0,
    paymentMethod: input.payment_method ?? null,
    shippingAddress: input.shipping_address ?? null,
    items: storedItems(input.items, input.currency),
    variables: input.variables,
    tags: [],
    financialStatus: null,
    fulfillmentStatus: null,
    details: null,
    cancelledAt: null,
    placedAt: now,
    updatedAt: now,
    creationSeenAt: now,
    reconciledUpTo: null,
    rawEventId: null,
    rawUntil: null,
    createdAt: now,
  };
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
    const existing = await deps.orders.findByOrderId(accountId, storeId, order.orderId);
    throw new AppError('order_exists', `The order ${order.orderId} is already in this store`, {
      extensions: existing ? { existing_id: existing.id } : {},
    });
  }
  if (written.isAwaited) await queueArrived(deps, order);
  return accepted;
}
