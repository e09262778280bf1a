import { isJsonObject, type JsonObject, type JsonValue } from '../../shared/json/json';
import { objectOrEmpty, objectsIn } from '../../shared/json/read-json';

const lower = (value: JsonValue | undefined): JsonValue => (typeof value === 'string' ? value.toLowerCase() : null);
const amountOf = (moneyBag: JsonValue | undefined): JsonValue =>
  objectOrEmpty(objectOrEmpty(moneyBag).shopMoney).amount ?? null;

const fulfillmentOf = (status: JsonValue | undefined): JsonValue =>
  status === 'FULFILLED' ? 'fulfilled' : status === 'PARTIALLY_FULFILLED' ? 'partial' : null;

function addressOf(value: JsonValue | undefined): JsonValue {
  if (!isJsonObject(value)) return null;
  const { firstName, lastName, provinceCode, countryCodeV2, ...rest } = value;
  return {
    ...rest,
    first_name: firstName ?? null,
    last_name: lastName ?? null,
    province_code: provinceCode ?? null,
    country_code: countryCodeV2 ?? null,
  };
}

function customerOf(value: JsonValue | undefined): JsonValue {
  if (!isJsonObject(value)) return null;
  return {
    admin_graphql_api_id: value.id ?? null,
    first_name: value.firstName ?? null,
    last_name: value.lastName ?? null,
    email: objectOrEmpty(value.defaultEmailAddress).emailAddress ?? null,
    phone: objectOrEmpty(value.defaultPhoneNumber).phoneNumber ?? null,
  };
}

const lineOf = (line: JsonObject): JsonObject => ({
  admin_graphql_api_id: line.id ?? null,
  sku: line.sku ?? null,
  name: line.name ?? null,
  title: line.title ?? null,
  variant_title: line.variantTitle ?? null,
  quantity: line.quantity ?? null,
  current_quantity: line.currentQuantity ?? null,
  price: amountOf(line.originalUnitPriceSet),
  total_discount: amountOf(line.totalDiscountSet),
});

/** Converts an order of the Admin API to the form in which Shopify's webhooks send it, so that one reader serves both. */
export function toWebhookPayload(order: JsonObject): JsonObject {
  const { shippingLine } = order;
  return {
    admin_graphql_api_id: order.id ?? null,
    name: order.name ?? null,
    order_number: order.number ?? null,
    test: order.test ?? false,
    created_at: order.createdAt ?? null,
    updated_at: order.updatedAt ?? null,
    processed_at: order.processedAt ?? null,
    cancelled_at: order.cancelledAt ?? null,
    cancel_reason: lower(order.cancelReason),
    financial_status: lower(order.displayFinancialStatus),
    fulfillment_status: fulfillmentOf(order.displayFulfillmentStatus),
    currency: order.currencyCode ?? null,
    payment_gateway_names: order.paymentGatewayNames ?? [],
    email: order.email ?? null,
    phone: order.phone ?? null,
    note: order.note ?? null,
    tags: order.tags ?? [],
    customer_locale: order.customerLocale ?? null,
    note_attributes: objectsIn(order.customAttributes).map(({ key, value }) => ({
      name: key ?? null,
      value: value ?? null,
    })),
    discount_codes: (Array.isArray(order.discountCodes) ? order.discountCodes : []).map((code) => ({ code })),
    total_price: amountOf(order.totalPriceSet),
    current_total_price: amountOf(order.currentTotalPriceSet),
    current_subtotal_price: amountOf(order.currentSubtotalPriceSet),
    current_total_discounts: amountOf(order.currentTotalDiscountsSet),
    current_total_tax: amountOf(order.currentTotalTaxSet),
    current_shipping_price_set: { shop_money: { amount: amountOf(order.currentShippingPriceSet) } },
    total_outstanding: amountOf(order.totalOutstandingSet),
    shipping_lines: isJsonObject(shippingLine)
      ? [
          {
            title: shippingLine.title ?? null,
            code: shippingLine.code ?? null,
            discounted_price: amountOf(shippingLine.discountedPriceSet),
          },
        ]
      : [],
    customer: customerOf(order.customer),
    shipping_address: addressOf(order.shippingAddress),
    billing_address: addressOf(order.billingAddress),
    line_items: objectsIn(objectOrEmpty(order.lineItems).nodes).map(lineOf),
  };
}
