import { createHmac, randomInt, randomUUID } from 'node:crypto';
import {
  metaBytes,
  metaDelivery,
  metaSignature,
  newWamid,
  type ReplySpec,
  replyValue,
} from '../../test/standins/meta-webhooks.ts';
import { newAppSecret } from '../../test/support/app-secret.ts';
import { callJson, eventually } from '../local/api.ts';
import type { World } from '../local/world.ts';
import { type Answer, type Asked, ask } from './ask.ts';

const NOTHING = { name: 'Niente', steps: [{ id: 'done', do: 'end', outcome: 'ok' }] };
const FILE = Buffer.from('a file of a customer').toString('base64');
export const PRICES = { 'flow.run': '0.0500', push: '0.0010' };

const digits = (length: number): string => `7${Array.from({ length: length - 1 }, () => randomInt(10)).join('')}`;

export type Tenant = Awaited<ReturnType<typeof newTenant>>;

/** A merchant with all that an account can hold, each of it with words that nobody else's has. */
export async function newTenant(world: World, name: string) {
  // Another after the Worker was started anew.
  const at = (path: string): string => `${world.worker().url}${path}`;
  const account = await callJson('POST', at('/admin/accounts'), {
    headers: { authorization: `Bearer ${world.adminToken}` },
    body: { name, features: ['orders'], price_list: PRICES },
  });
  const headers = { 'x-api-key': account.api_key as string };
  const call = (method: string, path: string, body?: unknown) => callJson(method, at(path), { headers, body });
  const as = (method: string, path: string, body?: unknown, more: Asked = {}): Promise<Answer> =>
    ask(at(path), { ...more, method, body, headers: { ...headers, ...more.headers } });

  const shop = randomUUID();
  const number = { phone_number_id: digits(15), waba_id: digits(15) };
  const customer = `39333${digits(7)}`;
  const appSecret = newAppSecret();
  const token = `EAAG-${randomUUID()}`;
  const webhookSecret = `shopify-${randomUUID()}`;
  const headerValue = `header-value-${randomUUID()}`;
  const store = await call('POST', '/v1/stores', {
    name: `${name} negozio`,
    kind: 'custom',
    get_object: { url: `${world.merchant}/m/${shop}/getObject`, headers: { 'x-token': headerValue } },
    update_object: { url: `${world.merchant}/m/${shop}/updateObject` },
    rate: { per_second: 100, burst: 100, concurrency: 20 },
  });
  await callJson('PUT', `${world.merchant}/_control/m/${shop}`, { body: { secret: store.secret } });
  const shopify = await call('POST', '/v1/stores', {
    name: `${name} shop`,
    kind: 'shopify',
    shopify_store_name: `shop-${shop.slice(0, 8)}`,
    shopify_token_app: `shpat_${randomUUID()}`,
    shopify_webhook_secret: webhookSecret,
  });
  const channel = await call('POST', '/v1/channels', {
    name: `${name} WhatsApp`,
    ...number,
    access_token: token,
    app_secret: appSecret,
  });
  const line = `${world.meta}/_control/meta/${number.phone_number_id}`;
  const media = { '1': { data: FILE, mime_type: 'text/html' } };
  await callJson('PUT', line, { body: { token, app_secret: appSecret, waba_id: number.waba_id, media } });

  /** Signed as Meta signs, and with what it would be signed where a secret is named. */
  const meta = async (value: Record<string, unknown>, secret = appSecret): Promise<Answer> => {
    const bytes = metaBytes(metaDelivery(number, value));
    const signed = { 'x-hub-signature-256': await metaSignature(bytes, secret) };
    return ask(at('/webhook/facebook/'), { method: 'POST', body: bytes, headers: signed });
  };
  const shopifyOrder = (
    text: string,
    told: { storeId?: string; secret?: string; headers?: Record<string, string> } = {},
  ) => {
    const search = new URLSearchParams({
      api_key: account.api_key,
      action: 'creation',
      id_store: told.storeId ?? shopify.id_store,
    });
    const hmac = createHmac('sha256', told.secret ?? webhookSecret)
      .update(text)
      .digest('base64');
    return ask(at(`/webhook/shopify/?${search.toString()}`), {
      method: 'POST',
      body: text,
      headers: { 'x-shopify-hmac-sha256': hmac, 'x-shopify-topic': 'orders/create', ...told.headers },
    });
  };
  return {
    name,
    accountId: account.account_id as string,
    key: account.api_key as string,
    storeId: store.id_store as string,
    idShopify: shopify.id_store as string,
    channelId: channel.channel_id as string,
    shop,
    line,
    number,
    customer,
    userKey: `+${customer}`,
    appSecret,
    webhookSecret,
    /** What no answer to anybody else, and no log line, may hold. */
    secrets: [account.api_key as string, store.secret as string, appSecret, token, webhookSecret, headerValue],
    get url() {
      return at('');
    },
    call,
    as,
    meta,
    shopifyOrder,
    reply: (spec: ReplySpec) => meta(replyValue({ from: customer, ...spec })),
    seen: (): Promise<{ gets: any[]; deliveries: any[] }> =>
      callJson('GET', `${world.merchant}/_control/m/${shop}/calls`),
    sent: (): Promise<{ wamid: string; body: any }[]> => callJson('GET', `${line}/sent`),
    /** Saves a flow, starts it for the customer and waits for its end. */
    async run(key: string, steps: unknown[], input: Record<string, unknown> = {}): Promise<any> {
      await call('PUT', `/v1/flows/${key}`, { name: key, steps });
      const started = await call('POST', '/v1/createRequest', {
        flow: key,
        user_key: `+${customer}`,
        id_store: store.id_store,
        object: { type: 'order', id: '1001' },
        ...input,
      });
      return eventually(`the end of ${key}`, async () => {
        const request = await call('GET', `/v1/getRequest?request_id=${started.request_id}`);
        return ['completed', 'failed'].includes(request.status) ? request : null;
      });
    },
  };
}

/** One row of everything, made for a tenant: what others must never see. */
export async function possessions(tenant: Tenant) {
  await tenant.run('theirs', NOTHING.steps);
  const requestId = (await tenant.call('GET', '/v1/getRequests')).data[0].request_id as string;
  const order = await tenant.call('POST', '/v1/createOrder', {
    order_id: '1',
    id_store: tenant.storeId,
    currency: 'EUR',
    total: '1.00',
    user_key: tenant.userKey,
    items: [{ quantity: 1, name: tenant.name }],
  });
  const key = await tenant.call('POST', '/v1/keys', { name: tenant.name });
  await tenant.run('pushes', [
    { id: 'push', do: 'update_object', variables: { whose: tenant.name }, wait: true },
    { id: 'done', do: 'end', outcome: 'ok' },
  ]);
  const push = (await tenant.call('GET', '/v1/pushes')).data[0].push_id as string;
  const image = { type: 'image', image: { id: '1', mime_type: 'text/html' } };
  await tenant.meta(replyValue({ from: tenant.customer, wamid: newWamid(), kind: image }));
  const message = await eventually('the message with a file', async () => {
    const { data } = await tenant.call('GET', `/v1/messages?user_key=%2B${tenant.customer}`);
    return (data[0]?.message_id as string | undefined) ?? null;
  });
  const event = await eventually(
    'the event',
    async () => ((await tenant.call('GET', '/v1/events')).data[0]?.event_id as string | undefined) ?? null,
  );
  return { requestId, orderId: order.id as string, keyId: key.key_id as string, push, message, event };
}
export type Possessions = Awaited<ReturnType<typeof possessions>>;
