import type { GraphQLSchema } from 'graphql';
import type { Behaviour } from './behaviour.ts';
import { type Bucket, newBucket, type ThrottleStatus } from './shopify-bucket.ts';
import { shopifyHolds } from './shopify-holds.ts';
import { shopifyMutations } from './shopify-mutations.ts';
import { orderNode } from './shopify-order-node.ts';
import { pageConnection, type ShopOrder } from './shopify-orders.ts';
import { type ShopWebhook, shopifyWebhooks } from './shopify-webhooks.ts';

export type GraphqlBehaviour =
  | Behaviour
  | ({ forever?: boolean } & (
      | { throttled: true }
      /** Behaves correctly. */
      | { pass: true }
      /** Executes the call and breaks the connection before it responds. */
      | { answer_lost: true }
      /** Returns null for these members, with an error of this code for each. */
      | { without: { names: string[]; code: string } }
      /** Returns a top-level GraphQL error. */
      | { error: { message: string; code: string } }
    ));

export type ShopState = {
  orders: Map<string, ShopOrder>;
  cancellation: { ms: number; error?: string };
  /** The error code of every release, as for an app without access. */
  releaseError?: string | null;
  token: string | null;
  /** The secrets of apps that use the client credentials grant, by client id. */
  clients: Record<string, string>;
  granted: Map<string, number>;
  tokenSeconds: number;
  scopes: string[];
  /** The app's webhook subscriptions, and the API version that the app has chosen for them. */
  webhooks: ShopWebhook[];
  webhookVersion: string;
  /** Members of protected customer data that the app is not approved for: each is null, with an error. */
  unapproved: string[];
  bucket: Bucket;
  behaviour: GraphqlBehaviour[];
  tokenBehaviour: Behaviour[];
  calls: {
    at: number;
    query: string;
    variables: unknown;
    cost: ThrottleStatus & { requested: number; actual: number };
  }[];
  throttled: number;
  grants: number;
};

/** The scopes that the Worker needs. */
const SCOPES = [
  'write_orders',
  'read_customers',
  'read_fulfillments',
  'write_merchant_managed_fulfillment_orders',
  'write_assigned_fulfillment_orders',
  'write_third_party_fulfillment_orders',
];

export const newShopState = (): ShopState => ({
  orders: new Map(),
  cancellation: { ms: 0 },
  token: null,
  clients: {},
  granted: new Map(),
  tokenSeconds: 86_399,
  scopes: SCOPES,
  webhooks: [],
  webhookVersion: '2026-10',
  unapproved: [],
  bucket: newBucket(2_000, 100, Date.now()),
  behaviour: [],
  tokenBehaviour: [],
  calls: [],
  throttled: 0,
  grants: 0,
});

/** Returns the current time in Shopify's form, without fractions of a second. */
export const shopifyInstant = (): string => new Date().toISOString().replace(/\.\d{3}/, '');

/** Filters orders by Shopify's search terms `updated_at:>='…'` and `created_at:>'…'`, joined by AND or a space. */
function filterOrders(orders: ShopOrder[], query: string | undefined): ShopOrder[] {
  const terms = [...(query ?? '').matchAll(/(updated_at|created_at):(>=|>|<=|<)'?([\dT:.Z+-]+)'?/g)];
  return orders.filter((order) =>
    terms.every(([, name, sign, value]) => {
      const difference =
        Date.parse(name === 'updated_at' ? order.updatedAt : order.createdAt) - Date.parse(value ?? '');
      return sign === '>='
        ? difference >= 0
        : sign === '>'
          ? difference > 0
          : sign === '<='
            ? difference <= 0
            : difference < 0;
    }),
  );
}

const SORTS: Record<string, (order: ShopOrder) => string> = {
  UPDATED_AT: ({ updatedAt }) => updatedAt,
  CREATED_AT: ({ createdAt }) => createdAt,
  PROCESSED_AT: ({ createdAt }) => createdAt,
  ID: ({ id }) => id.padStart(60, '0'),
};

/** Returns the root value of a shop's queries and mutations. */
export function rootValueOf(store: string, shop: ShopState, schema: GraphQLSchema) {
  const installation = {
    id: 'gid://shopify/AppInstallation/1',
    accessScopes: () => shop.scopes.map((handle) => ({ handle, description: handle })),
  };
  const orders = ({ query, sortKey, reverse, ...page }: any) => {
    const keyOf = SORTS[sortKey] ?? (() => '');
    const cursorOf = (order: ShopOrder) => Buffer.from(`${keyOf(order)}|${order.id}`).toString('base64');
    const rows = filterOrders([...shop.orders.values()], query).toSorted((a, b) =>
      `${keyOf(a)}|${a.id}` < `${keyOf(b)}|${b.id}` ? -1 : 1,
    );
    const cut = pageConnection(reverse ? rows.toReversed() : rows, cursorOf, page);
    const node = (order: ShopOrder) => orderNode(order);
    return {
      ...cut,
      nodes: cut.nodes.map(node),
      edges: cut.edges.map((edge) => ({ ...edge, node: node(edge.node) })),
    };
  };
  const order = ({ id }: { id: string }) => {
    const found = shop.orders.get(id);
    return found ? orderNode(found) : null;
  };
  return {
    shop: { id: 'gid://shopify/Shop/1', name: store, myshopifyDomain: `${store}.myshopify.com`, currencyCode: 'EUR' },
    order,
    fulfillmentOrder: ({ id }: { id: string }) => {
      const found = [...shop.orders.values()].find((one) => one.fulfillmentOrders.some((each) => each.id === id));
      const nodes = found ? (orderNode(found) as any).fulfillmentOrders({ first: 100 }).nodes : [];
      return nodes.find((node: any) => node.id === id) ?? null;
    },
    node: order,
    orders,
    currentAppInstallation: installation,
    appInstallation: installation,
    ...shopifyMutations(shop, shopifyInstant),
    ...shopifyHolds(shop, shopifyInstant),
    ...shopifyWebhooks(shop, schema),
  };
}
