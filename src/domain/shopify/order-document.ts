/** What is read of an order, by itself or in a list; `$lines` is how many line items come with it. */
export const ORDER_FIELDS = `fragment OrderFields on Order {
  id
  name
  test
  createdAt
  updatedAt
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
  customerLocale
  customAttributes { key value }
  totalPriceSet { shopMoney { amount } }
  totalOutstandingSet { shopMoney { amount } }
  customer {
    id
    firstName
    lastName
    locale
    defaultEmailAddress { emailAddress }
    defaultPhoneNumber { phoneNumber }
  }
  shippingAddress { ...AddressFields }
  billingAddress { ...AddressFields }
  lineItems(first: $lines) {
    nodes { id sku name quantity originalUnitPriceSet { shopMoney { amount } } }
    pageInfo { hasNextPage endCursor }
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

/** One page of the orders that changed since an instant, oldest change first. */
export const LIST_ORDERS = `query Orders($query: String!, $first: Int!, $after: String, $lines: Int!) {
  orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes { ...OrderFields }
    pageInfo { hasNextPage endCursor }
  }
}
${ORDER_FIELDS}`;

/** What an order with so many line items may cost by Shopify's published rules; a test holds it to the document. */
export const orderPoints = (lines: number): number => 14 + 3 * lines;
