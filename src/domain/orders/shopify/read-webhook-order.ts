import type { OrderDetails } from '../../../db/schema';
import type { TradingSettings } from '../../../shared/home-country';
import type { JsonObject, JsonValue } from '../../../shared/json';
import { readOrderCurrency } from '../../../shared/order-currency';
import { objectOrEmpty, objectsIn } from '../../../shared/read-json';
import { toOrderGid } from '../../../shared/shopify-order-id';
import { customerKey } from '../customer-key';
import { countriesOfOrder, customerPhone } from '../customer-phone';
import type { OrderFacts } from '../order-facts';
import { amountOf, attributeText, instantOf, moneyOf, omitNullMembers, tagsOf, textOf } from './payload-members';

/** As many line items as Shopify lets an order have. */
const MAX_ITEMS = 500;
const MAX_ROWS = 100;
const MAX_QUANTITY = 1_000_000;
const MAX_CODE = 255;
/** Of a sale in the shop the two times differ by seconds. */
const IMPORTED_MS = 3_600_000;
const DIGITS = /^\d{1,40}$/;

/** The payment method is told by `paymentMethod`, from the gateways and the names that the order's account gives it. */
type ParsedFacts = Omit<OrderFacts, 'paymentMethod' | 'details'> & { details: OrderDetails };

/** What a payload says, or why it is no order; the customer is known of either, as both are erased with them. */
export type ParsedOrder = { userKey: string | null; isTest: boolean } & (
  | { facts: ParsedFacts; reason: null }
  | { facts: null; reason: 'no_order_id' | 'no_currency' | 'no_total' }
);

/** Ids are texts here: Shopify's are past 2^53. */
function gidOf(kind: string, { admin_graphql_api_id: gid, id }: JsonObject): string | null {
  const named = typeof gid === 'string' ? textOf(gid, 100) : null;
  if (named !== null) return named.startsWith(`gid://shopify/${kind}/`) ? named : null;
  const plain = typeof id === 'number' || typeof id === 'string' ? String(id) : '';
  return DIGITS.test(plain) ? `gid://shopify/${kind}/${plain}` : null;
}

/** Which order a payload is of; null where it is none. */
export const orderIdOf = (order: JsonObject): string | null => toOrderGid(gidOf('Order', order) ?? '');

const countryOf = (address: JsonObject): string | null =>
  textOf(address.country_code, 2) ?? textOf(address.country, 64);

const currencyOf = ({ currency }: JsonObject): string | null => readOrderCurrency(textOf(currency, MAX_CODE) ?? '');

/** As of which countries the order's phone numbers are read. */
function countriesOf(order: JsonObject, account: TradingSettings): string[] {
  const { default_address: usual } = objectOrEmpty(order.customer);
  const addresses = [order.shipping_address, order.billing_address, usual].map((each) =>
    countryOf(objectOrEmpty(each)),
  );
  return countriesOfOrder(addresses, { currency: currencyOf(order), account });
}

function addressOf(value: JsonValue | undefined, countries: string[]): JsonObject | null {
  const address = objectOrEmpty(value);
  const country = countryOf(address);
  const members = omitNullMembers({
    name: textOf(address.name, 200),
    company: textOf(address.company, 200),
    address1: textOf(address.address1, 500),
    address2: textOf(address.address2, 500),
    zip: textOf(address.zip, 32),
    city: textOf(address.city, 200),
    province: textOf(address.province, 200),
    province_code: textOf(address.province_code, 10),
    country,
    phone: customerPhone([{ phone: textOf(address.phone, 64), country }], countries) ?? textOf(address.phone, 64),
  });
  return Object.keys(members).length === 0 ? null : members;
}

function contactOf(order: JsonObject, countries: string[]) {
  const customer = objectOrEmpty(order.customer);
  const [shipping, billing] = [objectOrEmpty(order.shipping_address), objectOrEmpty(order.billing_address)];
  const usual = objectOrEmpty(customer.default_address);
  const own = (address: JsonObject) => ({ phone: textOf(address.phone, 64), country: countryOf(address) });
  const candidates = [
    { phone: textOf(order.phone, 64), country: null },
    { phone: textOf(customer.phone, 64), country: null },
    own(shipping),
    own(billing),
    own(usual),
  ];
  const phone = customerPhone(candidates, countries);
  const email = [order.email, order.contact_email, customer.email]
    .map((value) => textOf(value, 320))
    .find((value) => value?.includes('@'));
  const gid = gidOf('Customer', customer);
  const members = omitNullMembers({
    id: gid,
    first_name: textOf(customer.first_name, 200) ?? textOf(shipping.first_name, 200) ?? textOf(billing.first_name, 200),
    last_name: textOf(customer.last_name, 200) ?? textOf(shipping.last_name, 200) ?? textOf(billing.last_name, 200),
    email: email ?? null,
    phone,
    language: textOf(order.customer_locale, 35),
  });
  return {
    phone,
    userKey: customerKey({ phone, email: email ?? null, shopId: gid }),
    customer: Object.keys(members).length === 0 ? null : members,
  };
}

const countOf = (value: JsonValue | undefined): number | null =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 ? Math.min(value, MAX_QUANTITY) : null;

/** A line as it now is; null where everything of it was removed or refunded. */
function itemOf(line: JsonObject, currency: string): JsonObject | null {
  const ordered = countOf(line.quantity);
  const quantity = countOf(line.current_quantity) ?? ordered;
  if (quantity === 0) return null;
  return omitNullMembers({
    id: gidOf('LineItem', line),
    sku: textOf(line.sku, 255),
    name: textOf(line.name, 255) ?? textOf(line.title, 255),
    variant: textOf(line.variant_title, 255),
    quantity,
    ordered_quantity: ordered,
    unit_price: amountOf(line.price, currency),
    total_discount: amountOf(line.total_discount, currency),
  });
}

function detailsOf(order: JsonObject, currency: string, gateways: string[]): OrderDetails {
  const amount = (name: string) => amountOf(order[name], currency);
  const shopAmount = (name: string) => amountOf(objectOrEmpty(objectOrEmpty(order[name]).shop_money).amount, currency);
  return {
    cancel_reason: textOf(order.cancel_reason, 60),
    note: textOf(order.note, 5_000),
    attributes: Object.fromEntries(
      objectsIn(order.note_attributes, MAX_ROWS).flatMap(({ name, value }) => {
        const [key, text] = [textOf(name, 255), attributeText(value, 1_000)];
        return key === null || text === null ? [] : [[key, text]];
      }),
    ),
    discount_codes: objectsIn(order.discount_codes, MAX_ROWS).flatMap(({ code }) => textOf(code, 255) ?? []),
    shipping: objectsIn(order.shipping_lines, MAX_ROWS).map((line) => ({
      title: textOf(line.title, 255),
      code: textOf(line.code, 255),
      price: amountOf(line.discounted_price, currency) ?? amountOf(line.price, currency) ?? '0',
    })),
    // Of these as of the total, what they are after edits and refunds.
    subtotal: amount('current_subtotal_price') ?? amount('subtotal_price'),
    total_discounts: amount('current_total_discounts') ?? amount('total_discounts'),
    total_shipping: shopAmount('current_shipping_price_set') ?? shopAmount('total_shipping_price_set'),
    total_tax: amount('current_total_tax') ?? amount('total_tax'),
    current_total: amount('current_total_price') ?? amount('total_price'),
    ordered_total: amount('total_price'),
    outstanding: amount('total_outstanding'),
    payment_gateways: gateways,
  };
}

/** When the customer placed an order. Of one that was imported `created_at` is the import, and `processed_at` long before. */
function placedAtOf({ created_at, processed_at }: JsonObject, receivedAt: number): number | null {
  const [created, processed] = [instantOf(created_at, receivedAt), instantOf(processed_at, receivedAt)];
  if (created === null || processed === null) return created ?? processed;
  return created - processed > IMPORTED_MS ? processed : created;
}

/**
 * Reads an order as Shopify's webhook sends it, in the shop's currency. `happenedAt` stands for `updated_at` where the
 * payload has none; `account` says as of which country national phone numbers are read that fit no address's country.
 */
export function readWebhookOrder(
  order: JsonObject,
  { receivedAt, happenedAt, account }: { receivedAt: number; happenedAt: number; account: TradingSettings },
): ParsedOrder {
  const countries = countriesOf(order, account);
  const { phone, userKey, customer } = contactOf(order, countries);
  const known = { userKey, isTest: order.test === true };
  const orderId = orderIdOf(order);
  const currency = currencyOf(order);
  const total = moneyOf(order.current_total_price) ?? moneyOf(order.total_price);
  if (orderId === null) return { ...known, facts: null, reason: 'no_order_id' };
  if (currency === null) return { ...known, facts: null, reason: 'no_currency' };
  if (total === null) return { ...known, facts: null, reason: 'no_total' };
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
    shippingAddress: addressOf(order.shipping_address, countries),
    items: objectsIn(order.line_items, MAX_ITEMS)
      .map((line) => itemOf(line, currency))
      .filter((item) => item !== null),
    tags: tagsOf(order.tags),
    financialStatus: textOf(order.financial_status, 40),
    // Shopify writes null until something is fulfilled; Liquid in a shop says `unfulfilled`.
    fulfillmentStatus: textOf(order.fulfillment_status, 40) ?? 'unfulfilled',
    details: detailsOf(order, currency, gateways),
    cancelledAt: instantOf(order.cancelled_at, receivedAt),
    placedAt: placedAtOf(order, receivedAt),
    updatedAt: instantOf(order.updated_at, receivedAt) ?? happenedAt,
  };
  return { ...known, facts, reason: null };
}
