import type { OrderDetails } from '../../../db/schema';
import type { JsonObject, JsonValue } from '../../../shared/json/json';
import { objectOrEmpty, objectsIn } from '../../../shared/json/read-json';
import { shopifyGid } from '../../../shared/orders/shopify-gid';
import { textOf } from '../../../shared/text/text-of';
import { amountOf, attributeText, omitNullMembers } from './payload-members';

/** Shopify's limit for an order. */
const MAX_ITEMS = 500;
const MAX_ROWS = 100;
const MAX_QUANTITY = 1_000_000;

const countOf = (value: JsonValue | undefined): number | null =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 ? Math.min(value, MAX_QUANTITY) : null;

/** Reads the current state of a line item; null if all of it was removed or refunded. */
function itemOf(line: JsonObject, currency: string): JsonObject | null {
  const ordered = countOf(line.quantity);
  const quantity = countOf(line.current_quantity) ?? ordered;
  if (quantity === 0) return null;
  return omitNullMembers({
    id: shopifyGid('LineItem', line),
    sku: textOf(line.sku, 255),
    name: textOf(line.name, 255) ?? textOf(line.title, 255),
    variant: textOf(line.variant_title, 255),
    quantity,
    ordered_quantity: ordered,
    unit_price: amountOf(line.price, currency),
    total_discount: amountOf(line.total_discount, currency),
  });
}

/** Reads an order's line items, without those that were removed or refunded. */
export const orderItemsOf = (order: JsonObject, currency: string): JsonObject[] =>
  objectsIn(order.line_items, MAX_ITEMS)
    .map((line) => itemOf(line, currency))
    .filter((item) => item !== null);

/** Reads the parts of an order that no query filters by; amounts are decimal strings in the order's currency. */
export function orderDetailsOf(order: JsonObject, currency: string, gateways: string[]): OrderDetails {
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
    // Like the total, after edits and refunds.
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
