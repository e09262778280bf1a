import {
  type Address,
  type LineItem,
  type Metafield,
  type Paged,
  pageConnection,
  type ShopOrder,
} from './shopify-orders.ts';

const legacyId = (gid: string): string => gid.split('/').at(-1) ?? '';
const byId = (row: unknown, i: number): string => (row as { id?: string }).id ?? String(i);
const list =
  <Row>(rows: Row[]) =>
  (ask: Paged) =>
    pageConnection(rows, byId, ask);

/** Converts an order to the schema's type Order. Members that the stand-in does not store are null. */
export function orderNode(order: ShopOrder): Record<string, unknown> {
  const money = (amount: string) => {
    const value = { amount, currencyCode: order.currency };
    return { shopMoney: value, presentmentMoney: value };
  };
  const address = (value: Address | null) =>
    value && {
      ...value,
      name: [value.firstName, value.lastName].filter(Boolean).join(' '),
      countryCode: value.countryCodeV2,
    };
  const lineNode = (line: LineItem) => ({
    ...line,
    name: line.variantTitle ? `${line.title} - ${line.variantTitle}` : line.title,
    currentQuantity: line.currentQuantity ?? line.quantity,
    unfulfilledQuantity: order.fulfillments.some(({ lines }) => lines.includes(line.id)) ? 0 : line.quantity,
    originalUnitPriceSet: money(line.price),
    discountedUnitPriceSet: money(line.price),
    totalDiscountSet: money('0.00'),
    customAttributes: [],
    variant: { id: 'gid://shopify/ProductVariant/1', title: line.variantTitle },
    product: { id: 'gid://shopify/Product/1', title: line.title },
  });
  const linesOf = (ids: string[]) => order.lines.filter(({ id }) => ids.includes(id));
  const metafield = (field: Metafield) => ({
    ...field,
    id: `gid://shopify/Metafield/${field.namespace}.${field.key}`,
    jsonValue: /^(json|boolean|number_integer|list\.)/.test(field.type) ? JSON.parse(field.value) : field.value,
  });
  const { customer } = order;
  return {
    __typename: 'Order',
    ...order,
    legacyResourceId: legacyId(order.id),
    processedAt: order.createdAt,
    closed: false,
    confirmed: true,
    currencyCode: order.currency,
    presentmentCurrencyCode: order.currency,
    customerLocale: order.locale,
    customAttributes: order.attributes,
    displayFinancialStatus: order.financialStatus,
    displayFulfillmentStatus: order.fulfillments.length > 0 ? 'FULFILLED' : 'UNFULFILLED',
    paymentGatewayNames: order.gateways,
    fullyPaid: order.financialStatus === 'PAID',
    unpaid: order.financialStatus === 'PENDING',
    subtotalPriceSet: money(order.subtotal),
    currentSubtotalPriceSet: money(order.subtotal),
    totalPriceSet: money(order.total),
    currentTotalPriceSet: money(order.currentTotal ?? order.total),
    totalOutstandingSet: money(order.outstanding),
    totalShippingPriceSet: money(order.shipping),
    currentShippingPriceSet: money(order.shipping),
    totalTaxSet: money(order.tax),
    currentTotalTaxSet: money(order.tax),
    totalDiscountsSet: money(order.discounts),
    currentTotalDiscountsSet: money(order.discounts),
    statusPageUrl: `https://shop.example/orders/${legacyId(order.id)}`,
    sourceName: 'web',
    discountCodes: [],
    taxesIncluded: true,
    shippingAddress: address(order.shippingAddress),
    billingAddress: address(order.billingAddress),
    shippingLine: {
      title: 'Corriere',
      code: 'standard',
      originalPriceSet: money(order.shipping),
      discountedPriceSet: money(order.shipping),
    },
    customer: customer && {
      ...customer,
      displayName: [customer.firstName, customer.lastName].filter(Boolean).join(' '),
      legacyResourceId: legacyId(customer.id),
      defaultEmailAddress: customer.email === null ? null : { emailAddress: customer.email },
      defaultPhoneNumber: customer.phone === null ? null : { phoneNumber: customer.phone },
    },
    lineItems: list(order.lines.map(lineNode)),
    metafield: ({ namespace, key }: { namespace?: string; key: string }) => {
      const found = order.metafields.find((field) => field.namespace === namespace && field.key === key);
      return found ? metafield(found) : null;
    },
    metafields: ({ namespace, ...ask }: Paged & { namespace?: string }) =>
      list(order.metafields.filter((field) => !namespace || field.namespace === namespace).map(metafield))(ask),
    fulfillments: ({ first }: Paged) =>
      order.fulfillments.slice(0, first).map((one) => ({
        updatedAt: one.createdAt,
        status: 'SUCCESS',
        displayStatus: 'FULFILLED',
        ...one,
        trackingInfo: ({ first: most }: Paged) => one.trackingInfo.slice(0, most),
        events: list(one.events ?? []),
      })),
    fulfillmentOrders: list(
      order.fulfillmentOrders.map((one) => ({
        ...one,
        orderId: order.id,
        orderName: order.name,
        fulfillmentHolds: (one.holds ?? []).map((hold) => ({
          ...hold,
          displayReason: hold.reason,
          heldByRequestingApp: hold.app === 'ours',
        })),
        requestStatus: 'UNSUBMITTED',
        supportedActions: one.actions.map((action) => ({ action })),
        assignedLocation: { name: 'Magazzino', countryCode: 'IT', location: { id: one.location } },
        lineItems: list(
          linesOf(one.lines).map((line) => ({
            id: line.id.replace('LineItem', 'FulfillmentOrderLineItem'),
            remainingQuantity: one.status === 'CLOSED' ? 0 : line.quantity,
            totalQuantity: line.quantity,
            lineItem: lineNode(line),
          })),
        ),
      })),
    ),
  };
}
