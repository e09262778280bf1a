import { env } from 'cloudflare:workers';
import { createSHA256HMAC, HashFormat } from '@shopify/shopify-api/runtime';
import { inject } from 'vitest';
import { newScene, until } from './scene';
import { shopifyOrderJson } from './shopify-order';
import { type Answer, call } from './tenant';
import '@shopify/shopify-api/adapters/web-api';

export const WEBHOOK_SECRET = 'webhook-secret-of-the-test';
export const TOPICS = {
  creation: 'orders/create',
  update: 'orders/updated',
  cancellation: 'orders/cancelled',
  fulfillment: 'orders/fulfilled',
  payment: 'orders/paid',
} as const;
export type WebhookAction = keyof typeof TOPICS;

let lastId = BigInt(Date.now()) * 1_000_000n;
/** Returns an unused order id above 2^53. */
export const newOrderNumber = (): string => {
  lastId += 1n;
  return String(lastId);
};

/** Signs a webhook with Shopify's own library. */
export const signShopifyWebhook = (body: string, secret: string): Promise<string> =>
  createSHA256HMAC(secret, body, HashFormat.Base64);

type WebhookSpec = {
  action?: string;
  secret?: string;
  headers?: Record<string, string>;
  query?: Record<string, string | undefined>;
};

const DAY_MS = 86_400_000;

/** Adds a Shopify store to a scene, by default connected a day ago. */
export async function newShopifyScene(
  account: Record<string, unknown> = {},
  store: Record<string, unknown> = {},
  connectedFor = DAY_MS,
) {
  const scene = await newScene(account);
  const name = `shop-${crypto.randomUUID()}`;
  const token = 'shpat_token-of-the-test';
  const made = await scene.as('POST', '/v1/stores', {
    name: 'Shop',
    kind: 'shopify',
    shopify_store_name: name,
    shopify_token_app: token,
    shopify_webhook_secret: WEBHOOK_SECRET,
    ...store,
  });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  const shopId: string = made.body.id_store;
  await (account.database === 1 ? env.DB_1 : env.DB)
    .prepare('update stores set created_at = created_at - ? where id_store = ?')
    .bind(connectedFor, shopId)
    .run();
  const { shopify } = inject('standins');
  const control = `${shopify}/_control/shopify/${name}`;

  /** Sends a webhook as Shopify does. The ids of an object are written exactly, as numbers. */
  async function webhook(body: Record<string, any> | string, spec: WebhookSpec = {}): Promise<Answer> {
    const { action = 'creation', secret = WEBHOOK_SECRET, headers = {}, query = {} } = spec;
    const text = typeof body === 'string' ? body : shopifyOrderJson(body);
    const parameters = Object.entries<string | undefined>({ api_key: scene.key, action, id_store: shopId, ...query });
    const defined = parameters.filter((pair): pair is [string, string] => pair[1] !== undefined);
    return call('POST', `/webhook/shopify/?${new URLSearchParams(defined).toString()}`, {
      body: text,
      headers: {
        'x-shopify-hmac-sha256': await signShopifyWebhook(text, secret),
        'x-shopify-topic': action in TOPICS ? TOPICS[action as WebhookAction] : 'orders/create',
        'x-shopify-webhook-id': crypto.randomUUID(),
        'x-shopify-api-version': '2026-10',
        ...headers,
      },
    });
  }

  const events = async (filter = ''): Promise<any[]> =>
    (await scene.as('GET', `/v1/inbound_events?type=inbound.order&limit=100${filter}`)).body.data;

  return {
    ...scene,
    shopId,
    shopName: name,
    webhook,
    events,
    /** Sets the store's data at Shopify and the behaviour of its Admin API. */
    configureShopify: (settings: Record<string, unknown>) =>
      fetch(control, { method: 'PUT', body: JSON.stringify({ token, ...settings }) }),
    /** The shop at Shopify, with the calls that it has received. */
    shopState: async (): Promise<any> => (await fetch(control)).json(),
    orders: async (): Promise<any[]> => (await scene.as('GET', '/v1/orders?limit=100')).body.data,
    runs: async (flow?: string): Promise<any[]> =>
      (await scene.as('GET', `/v1/getRequests?limit=100${flow === undefined ? '' : `&flow=${flow}`}`)).body.data,
    /** Waits until this number of webhooks has been processed. */
    waitForWebhooks: (count: number) =>
      until(async () => {
        const all = await events();
        if (all.length !== count || all.some(({ state }) => state === 'queued')) {
          throw new Error(`${all.length} of ${count} webhooks are processed`);
        }
        return all;
      }),
  };
}
export type ShopifyScene = Awaited<ReturnType<typeof newShopifyScene>>;
