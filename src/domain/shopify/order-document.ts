const LINES = `nodes {
      id
      sku
      name
      title
      variantTitle
      quantity
      currentQuantity
      originalUnitPriceSet { shopMoney { amount } }
      totalDiscountSet { shopMoney { amount } }
    }
    pageInfo { hasNextPage endCursor }`;

/** The fields of an order that are read; `$lines` is the number of its line items. */
const ORDER_FIELDS = `fragment OrderFields on Order {
  id
  name
  number
  test
  createdAt
  updatedAt
  processedAt
  cancelledAt
  cancelReason
  displayFinancialStatus
  displayFulfillmentStatus
  currencyCode
  paymentGatewayNames
  email
  phone
  note
  tags
  discountCodes
  customerLocale
  customAttributes { key value }
  totalPriceSet { shopMoney { amount } }
  currentTotalPriceSet { shopMoney { amount } }
  currentSubtotalPriceSet { shopMoney { amount } }
  currentTotalDiscountsSet { shopMoney { amount } }
  currentShippingPriceSet { shopMoney { amount } }
  currentTotalTaxSet { shopMoney { amount } }
  totalOutstandingSet { shopMoney { amount } }
  shippingLine { title code discountedPriceSet { shopMoney { amount } } }
  customer {
    id
    firstName
    lastName
    defaultEmailAddress { emailAddress }
    defaultPhoneNumber { phoneNumber }
  }
  shippingAddress { ...AddressFields }
  billingAddress { ...AddressFields }
  lineItems(first: $lines) {
    ${LINES}
  }
}
fragment AddressFields on MailingAddress {
  firstName
  lastName
  name
  company
  address1
  address2
  zip
  city
  province
  provinceCode
  country
  countryCodeV2
  phone
}`;

/** Reads a page of the orders changed since an instant, oldest change first. */
export const LIST_ORDERS = `query Orders($query: String!, $first: Int!, $after: String, $lines: Int!) {
  orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes { ...OrderFields }
    pageInfo { hasNextPage endCursor }
  }
}
${ORDER_FIELDS}`;

/** Reads an order with the variables that were pushed to it and, with `$shipments`, its parcels. */
export const READ_ORDER = `query Order($id: ID!, $lines: Int!, $variables: Int!, $shipments: Boolean!) {
  order(id: $id) {
    ...OrderFields
    fulfillments(first: 10) @include(if: $shipments) {
      id
      status
      displayStatus
      updatedAt
      estimatedDeliveryAt
      trackingInfo(first: 10) { company number url }
      events(first: 20, sortKey: HAPPENED_AT, reverse: true) {
        nodes { id status happenedAt message city estimatedDeliveryAt }
      }
    }
    metafields(first: $variables, namespace: "aisac") { nodes { key type value } }
  }
}
${ORDER_FIELDS}`;

/** Reads further line items of an order. */
export const MORE_LINES = `query Lines($id: ID!, $lines: Int!, $after: String!) {
  order(id: $id) {
    lineItems(first: $lines, after: $after) {
    ${LINES}
    }
  }
}`;

/** The cost in points of an order with this many line items, by Shopify's published rules; a test compares the documents. */
export const orderPoints = (lines: number): number => 26 + linesPoints(lines) - 2;
/** The cost in points of the parcels of an order. */
export const SHIPMENTS_POINTS = 2 + 2 + 20;
export const linesPoints = (lines: number): number => 2 + 5 * lines;
