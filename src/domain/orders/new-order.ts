import { z } from 'zod';
import type { Account } from '../../db/accounts/accounts';
import type { Order } from '../../db/orders/orders';
import type { Store } from '../../db/stores/stores';
import { newId } from '../../shared/crypto/ids';
import { parseMoney } from '../../shared/numbers/money';
import { isOrderCurrency } from '../../shared/numbers/order-currency';
import type { TradingSettings } from '../../shared/phone/home-country';
import { canonicalObject } from '../canonical-object';
import { UserKey } from '../requests/create-request';
import { Variables } from '../requests/variables';
import { customerKey } from './customer-key';
import { countriesOfOrder, customerPhone } from './customer-phone';
import { Amount, OrderAddress, OrderCustomer, OrderItem, storedItems } from './order-input';

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
export type OrderInput = z.infer<typeof CreateOrder>;

/** Reads the customer's phone number and user key; a national number is read as one of the order's country. */
function contactOf({ user_key, customer, shipping_address, currency }: OrderInput, account: TradingSettings) {
  const country = shipping_address?.country ?? null;
  const numbers = [customer?.phone, shipping_address?.phone].map((phone) => ({ phone: phone ?? null, country }));
  const phone = customerPhone(numbers, countriesOfOrder([country], { currency, account }));
  return { phone, userKey: user_key ?? customerKey({ phone, email: customer?.email ?? null, shopId: null }) };
}

/** Returns an order of a merchant's own system as it is stored when it comes. */
export const newOrder = (
  input: OrderInput,
  { account, store, now }: { account: Account; store: Store; now: number },
): Order => ({
  id: newId('ord'),
  accountId: account.accountId,
  storeId: store.storeId,
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
});
