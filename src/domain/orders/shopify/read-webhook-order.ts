import type { OrderDetails } from '../../../db/schema';
import type { JsonObject } from '../../../shared/json/json';
import { readOrderCurrency } from '../../../shared/numbers/order-currency';
import { shopifyGid } from '../../../shared/orders/shopify-gid';
import { toOrderGid } from '../../../shared/orders/shopify-order-id';
import type { TradingSettings } from '../../../shared/phone/home-country';
import { textOf } from '../../../shared/text/text-of';
import type { OrderFacts } from '../order-facts';
import { instantOf, moneyOf, tagsOf } from './payload-members';
import { countriesOfPayload, orderAddressOf, orderCustomerOf } from './read-order-customer';
import { orderDetailsOf, orderItemsOf } from './read-order-details';

const MAX_CODE = 255;
/** For a sale in the shop the two times differ by seconds. */
const IMPORTED_MS = 3_600_000;

/** Without the payment method, which `paymentMethodOf` derives from the gateways and the account's names. */
type ParsedFacts = Omit<OrderFacts, 'paymentMethod' | 'details'> & { details: OrderDetails };

/** The facts of an order, or why the payload is not one. Both have the customer's key, with which they are erased. */
export type ParsedOrder = { userKey: string | null; isTest: boolean } & (
  | { facts: ParsedFacts; reason: null }
  | { facts: null; reason: 'no_order_id' | 'no_currency' | 'no_total' }
);

/** Reads the global id of an order; null if the payload is not one. */
export const orderIdOf = (order: JsonObject): string | null => toOrderGid(shopifyGid('Order', order) ?? '');

const currencyOf = ({ currency }: JsonObject): string | null => readOrderCurrency(textOf(currency, MAX_CODE) ?? '');

/** Reads when an order was placed. For an imported order `created_at` is the import, and `processed_at` is long before it. */
function placedAtOf({ created_at, processed_at }: JsonObject, receivedAt: number): number | null {
  const [created, processed] = [instantOf(created_at, receivedAt), instantOf(processed_at, receivedAt)];
  if (created === null || processed === null) return created ?? processed;
  return created - processed > IMPORTED_MS ? processed : created;
}

/**
 * Reads an order as Shopify's webhook sends it, in the shop's currency. `happenedAt` replaces a missing `updated_at`; national
 * phone numbers that fit no address's country are read as of the account's country.
 */
export function readWebhookOrder(
  order: JsonObject,
  { receivedAt, happenedAt, account }: { receivedAt: number; happenedAt: number; account: TradingSettings },
): ParsedOrder {
  const currency = currencyOf(order);
  const countries = countriesOfPayload(order, { currency, account });
  const { phone, userKey, customer } = orderCustomerOf(order, countries);
  const base = { userKey, isTest: order.test === true };
  const orderId = orderIdOf(order);
  const total = moneyOf(order.current_total_price) ?? moneyOf(order.total_price);
  if (orderId === null) return { ...base, facts: null, reason: 'no_order_id' };
  if (currency === null) return { ...base, facts: null, reason: 'no_currency' };
  if (total === null) return { ...base, facts: null, reason: 'no_total' };
  const gateways = Array.isArray(order.payment_gateway_names)
    ? order.payment_gateway_names.slice(0, 20).flatMap((name) => textOf(name, 255) ?? [])
    : [];
  const facts: ParsedFacts = {
    orderId,
    orderNumber: textOf(order.name, 64),
    userKey,
    phone,
    customer,
    currency,
    total,
    shippingAddress: orderAddressOf(order.shipping_address, countries),
    items: orderItemsOf(order, currency),
    tags: tagsOf(order.tags),
    financialStatus: textOf(order.financial_status, 40),
    // Shopify sends null until something is fulfilled; its own Liquid says `unfulfilled`.
    fulfillmentStatus: textOf(order.fulfillment_status, 40) ?? 'unfulfilled',
    details: orderDetailsOf(order, currency, gateways),
    cancelledAt: instantOf(order.cancelled_at, receivedAt),
    placedAt: placedAtOf(order, receivedAt),
    updatedAt: instantOf(order.updated_at, receivedAt) ?? happenedAt,
  };
  return { ...base, facts, reason: null };
}
