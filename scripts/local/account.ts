import { randomUUID } from 'node:crypto';
import { type AskOptions, callJson } from './api.ts';

/** Calls a path of the Worker and returns the JSON of a 2xx. */
export type Call = (method: string, path: string, options?: AskOptions) => Promise<any>;

/** Calls the Worker. Reads its address at each call, because a restart may change it. */
export const callsTo =
  (url: () => string): Call =>
  (method, path, options) =>
    callJson(method, new URL(path, url()).toString(), options);

export type WhatsAppNumber = { phone_number_id: string; waba_id: string; access_token: string; app_secret: string };
export type Account = Awaited<ReturnType<typeof createAccount>>;

/** Creates an account and returns what a script needs to set it up; creating calls carry an idempotency key. */
export async function createAccount(
  call: Call,
  adminToken: string,
  body: { name: string; features?: string[]; price_list?: Record<string, string> },
) {
  const { account_id, api_key } = await call('POST', '/admin/accounts', {
    headers: { authorization: `Bearer ${adminToken}`, 'idempotency-key': randomUUID() },
    body,
  });
  const headers = { 'x-api-key': api_key as string };
  const post = (path: string, body: unknown) =>
    call('POST', path, { headers: { ...headers, 'idempotency-key': randomUUID() }, body });
  return {
    name: body.name,
    accountId: account_id as string,
    key: api_key as string,
    headers,
    post,
    call: (method: string, path: string, body?: unknown) => call(method, path, { headers, body }),
    /** A merchant's own store with these endpoints and limits. */
    addStore: (store: Record<string, unknown>): Promise<{ id_store: string; secret: string }> =>
      post('/v1/stores', { name: body.name, kind: 'custom', ...store }),
    addShop: (shop: { name: string; token: string; webhookSecret?: string }): Promise<{ id_store: string }> =>
      post('/v1/stores', {
        name: body.name,
        kind: 'shopify',
        shopify_store_name: shop.name,
        shopify_token_app: shop.token,
        shopify_webhook_secret: shop.webhookSecret,
      }),
    addChannel: (channel: WhatsAppNumber): Promise<{ channel_id: string }> =>
      post('/v1/channels', { name: body.name, ...channel }),
    putFlow: (key: string, definition: object) => call('PUT', `/v1/flows/${key}`, { headers, body: definition }),
  };
}
