export type Address = Record<string, string | null>;
export type Metafield = { namespace: string; key: string; type: string; value: string };
type Tracking = { company: string | null; number: string | null; url: string | null };
/** Members of the schema's type Fulfillment may be added. */
type Fulfillment = {
  id: string;
  createdAt: string;
  lines: string[];
  trackingInfo: Tracking[];
  status?: string;
  displayStatus?: string;
  events?: { id: string; status: string; happenedAt: string }[];
};
export type LineItem = {
  id: string;
  sku: string | null;
  title: string;
  variantTitle: string | null;
  quantity: number;
  /** The quantity after edits and refunds; by default `quantity`. */
  currentQuantity?: number;
  price: string;
  requiresShipping: boolean;
};
/** `app` is the id of the app that set the hold: `ours`, or another. */
export type FulfillmentHold = {
  id: string;
  handle: string | null;
  reason: string;
  reasonNotes: string | null;
  app: string;
};
export type FulfillmentOrder = {
  id: string;
  location: string;
  status: string;
  actions: string[];
  lines: string[];
  holds?: FulfillmentHold[];
};

/** A stored order. Amounts are decimal strings in `currency`, which is also the customer's currency. */
export type ShopOrder = {
  id: string;
  number: number;
  name: string;
  createdAt: string;
  updatedAt: string;
  cancelledAt: string | null;
  cancelReason: string | null;
  test: boolean;
  currency: string;
  subtotal: string;
  shipping: string;
  tax: string;
  discounts: string;
  total: string;
  /** The total after edits and refunds; by default `total`. */
  currentTotal?: string;
  outstanding: string;
  financialStatus: string;
  gateways: string[];
  email: string | null;
  phone: string | null;
  note: string | null;
  locale: string | null;
  tags: string[];
  attributes: { key: string; value: string | null }[];
  metafields: Metafield[];
  customer: {
    id: string;
    firstName: string | null;
    lastName: string | null;
    email: string | null;
    phone: string | null;
    locale: string;
    tags: string[];
  } | null;
  shippingAddress: Address | null;
  billingAddress: Address | null;
  lines: LineItem[];
  fulfillments: Fulfillment[];
  fulfillmentOrders: FulfillmentOrder[];
};

const ADDRESS: Address = {
  firstName: 'Ada',
  lastName: 'Rossi',
  company: null,
  address1: 'Via Roma 1',
  address2: null,
  zip: '20100',
  city: 'Milano',
  province: 'Milano',
  provinceCode: 'MI',
  country: 'Italy',
  countryCodeV2: 'IT',
  phone: '333 1234567',
};

/** Creates an order in which every member is set, unless `overrides` changes it. */
export function newOrder(id: string, overrides: Partial<ShopOrder>, now: string): ShopOrder {
  const lines = overrides.lines ?? [
    {
      id: `gid://shopify/LineItem/${id}1`,
      sku: 'MAGLIA-M',
      title: 'Maglia',
      variantTitle: 'M',
      quantity: 1,
      price: '59.90',
      requiresShipping: true,
    },
  ];
  const number = overrides.number ?? Number(id.slice(-4));
  return {
    number,
    name: `#${number}`,
    createdAt: now,
    updatedAt: now,
    cancelledAt: null,
    cancelReason: null,
    test: false,
    currency: 'EUR',
    subtotal: '59.90',
    shipping: '0.00',
    tax: '10.80',
    discounts: '0.00',
    total: '59.90',
    outstanding: '59.90',
    financialStatus: 'PENDING',
    gateways: ['Cash on Delivery (COD)'],
    email: 'ada@example.com',
    phone: null,
    note: null,
    locale: 'it',
    tags: [],
    attributes: [],
    metafields: [],
    customer: {
      id: `gid://shopify/Customer/${id}9`,
      firstName: 'Ada',
      lastName: 'Rossi',
      email: 'ada@example.com',
      phone: '+393331234567',
      locale: 'it',
      tags: [],
    },
    shippingAddress: ADDRESS,
    billingAddress: ADDRESS,
    fulfillments: [],
    fulfillmentOrders: [
      {
        id: `gid://shopify/FulfillmentOrder/${id}`,
        location: 'gid://shopify/Location/1',
        status: 'OPEN',
        actions: ['CREATE_FULFILLMENT', 'HOLD'],
        lines: lines.map((line) => line.id),
      },
    ],
    ...overrides,
    lines,
    id: `gid://shopify/Order/${id}`,
  };
}

export type Paged = { first?: number; last?: number; after?: string };

/** Returns a page of a connection. Throws without `first` and `last`, as Shopify does. */
export function pageConnection<Row>(rows: Row[], cursorOf: (row: Row, i: number) => string, ask: Paged) {
  if (ask.first === undefined && ask.last === undefined) {
    throw new Error('you must provide one of first or last');
  }
  const from = ask.after === undefined ? 0 : rows.findIndex((row, i) => cursorOf(row, i) === ask.after) + 1;
  const to = from + (ask.first ?? rows.length);
  const nodes = ask.last === undefined ? rows.slice(from, to) : rows.slice(-ask.last);
  const edges = nodes.map((node, i) => ({ node, cursor: cursorOf(node, from + i) }));
  const pageInfo = {
    hasNextPage: to < rows.length,
    hasPreviousPage: from > 0,
    startCursor: edges[0]?.cursor ?? null,
    endCursor: edges.at(-1)?.cursor ?? null,
  };
  return { nodes, edges, pageInfo };
}
