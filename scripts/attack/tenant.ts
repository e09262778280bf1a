import { randomInt, randomUUID } from 'node:crypto';
import {
  metaBytes,
  metaDelivery,
  metaSignature,
  type ReplySpec,
  replyValue,
} from '../../test/standins/meta-webhooks.ts';
import { newAppSecret } from '../../test/support/app-secret.ts';
import { callsTo, createAccount } from '../local/account.ts';
import { type Answer, type AskOptions, ask, callJson, eventually, phone } from '../local/api.ts';
import type { World } from '../local/world.ts';

export const END = { id: 'done', do: 'end', outcome: 'ok' };
const FILE = Buffer.from('a file of a customer').toString('base64');
const PRICES = { 'flow.run': '0.0500', push: '0.0010' };

const digits = (length: number): string => `7${Array.from({ length: length - 1 }, () => randomInt(10)).join('')}`;

export type Tenant = Awaited<ReturnType<typeof newTenant>>;

/** Creates a merchant with stores, a number and flows, whose names and secrets no other account has. */
export async function newTenant(world: World, name: string) {
  // A restart changes the address.
  const at = (path: string): string => `${world.worker().url}${path}`;
  const account = await createAccount(
    callsTo(() => at('')),
    world.adminToken,
    { name, features: ['orders'], price_list: PRICES },
  );
  const { call } = account;
  const as = (method: string, path: string, body?: unknown, options: AskOptions = {}): Promise<Answer> =>
    ask(at(path), { ...options, method, body, headers: { ...account.headers, ...options.headers } });

  const shop = randomUUID();
  const control = `${world.merchant}/_control/m/${shop}`;
  const customer = `39333${digits(7)}`;
  const webhookSecret = `shopify-${randomUUID()}`;
  const headerValue = `header-value-${randomUUID()}`;
  const number = {
    phone_number_id: digits(15),
    waba_id: digits(15),
    access_token: `EAAG-${randomUUID()}`,
    app_secret: newAppSecret(),
  };
  const store = await account.addStore({
    get_object: { url: `${world.merchant}/m/${shop}/getObject`, headers: { 'x-token': headerValue } },
    update_object: { url: `${world.merchant}/m/${shop}/updateObject` },
    rate: { per_second: 100, burst: 100, concurrency: 20 },
  });
  await callJson('PUT', control, { body: { secret: store.secret } });
  await account.addShop({ name: `shop-${shop.slice(0, 8)}`, token: `shpat_${randomUUID()}`, webhookSecret });
  const channel = await account.addChannel(number);
  const line = phone(world.meta, number.phone_number_id);
  const { access_token: token, app_secret, waba_id } = number;
  await line.tell({ token, app_secret, waba_id, media: { '1': { data: FILE, mime_type: 'text/html' } } });
  for (const flow of ['own', 'x']) await account.putFlow(flow, { name, steps: [END] });

  /** Delivers a value of Meta, signed with the tenant's own secret. */
  const deliver = async (value: Record<string, unknown>): Promise<Answer> => {
    const body = metaBytes(metaDelivery(number, value));
    const signed = { 'x-hub-signature-256': await metaSignature(body, app_secret) };
    return ask(at('/webhook/facebook/'), { method: 'POST', body, headers: signed });
  };
  return {
    ...account,
    idStore: store.id_store,
    channelId: channel.channel_id,
    customer,
    userKey: `+${customer}`,
    control,
    getObject: `${world.merchant}/m/${shop}/getObject`,
    /** Texts that no answer to another account and no log line may contain. */
    secrets: [account.key, store.secret, app_secret, token, webhookSecret, headerValue],
    get url() {
      return at('');
    },
    as,
    deliver,
    reply: (spec: ReplySpec) => deliver(replyValue({ from: customer, ...spec })),
    seen: (): Promise<{ gets: any[]; deliveries: any[] }> => callJson('GET', `${control}/calls`),
    sent: () => line.sent(),
    /** Starts a flow for the customer and waits for a status. */
    async start(key: string, steps: unknown[], input: Record<string, unknown> = {}) {
      await account.putFlow(key, { name: key, steps });
      const object = { type: 'order', id: '1001' };
      const body = { flow: key, user_key: `+${customer}`, id_store: store.id_store, object, ...input };
      const { request_id } = await call('POST', '/v1/createRequest', body);
      return (...statuses: string[]): Promise<any> =>
        eventually(`${key} to be ${statuses.join(' or ')}`, async () => {
          const request = await call('GET', `/v1/getRequest?request_id=${request_id}`);
          return statuses.includes(request.status) ? request : null;
        });
    },
  };
}

export type Possessions = Record<'request' | 'order' | 'push', string>;

/** Creates rows of a tenant, which no other account may see, and returns the ids of three of them. */
export async function possessions(tenant: Tenant): Promise<Possessions> {
  const { call } = tenant;
  const pushing = { id: 'push', do: 'update_object', variables: { owner: tenant.name }, wait: true };
  const reaches = await tenant.start('theirs', [pushing, END]);
  const { request_id: request } = await reaches('completed');
  const order = await call('POST', '/v1/createOrder', {
    order_id: '1',
    id_store: tenant.idStore,
    currency: 'EUR',
    total: '1.00',
    user_key: tenant.userKey,
    items: [{ quantity: 1, name: tenant.name }],
  });
  await tenant.reply({ kind: { type: 'image', image: { id: '1', mime_type: 'text/html' } } });
  const push = await eventually('the push', async () => (await call('GET', '/v1/pushes')).data[0] ?? null);
  return { request, order: order.id, push: push.push_id };
}
