import { randomUUID } from 'node:crypto';
import { newAppSecret } from '../../test/support/app-secret.ts';
import { callJson, phone } from '../local/api.ts';
import type { World } from '../local/world.ts';
import type { Caller } from './make-caller.ts';

/** In ten-thousandths, as the ledger shows amounts. */
export const PRICES = { 'flow.run': 500, push: 10, 'message.utility': 691, confirmation: 2_500 } as const;
export type ChargeKind = keyof typeof PRICES;

const money = (tenThousandths: number): string => (tenThousandths / 10_000).toFixed(4);
const PRICE_LIST = Object.fromEntries(Object.entries(PRICES).map(([kind, price]) => [kind, money(price)]));

const PLAIN = {
  name: 'Aggiornamento',
  steps: [
    { id: 'first', do: 'update_object', variables: { step: 'first' } },
    { id: 'second', do: 'update_object', variables: { step: 'second' }, wait: true },
    { id: 'done', do: 'end', outcome: 'ok' },
  ],
};
const ASK = {
  name: 'Conferma',
  steps: [
    { id: 'order', do: 'get_object', save_as: 'order' },
    {
      id: 'ask',
      do: 'send_message',
      to: '{{ order.phone }}',
      template: {
        name: 'cod_confirm',
        language: 'it',
        body: ['{{ order.customer.first_name }}', '{{ order.total }}'],
        buttons: ['CONFIRM', 'CANCEL'],
      },
    },
    {
      id: 'answer',
      do: 'wait_for_reply',
      timeout: '24h',
      cases: [
        { button: 'CONFIRM', goto: 'first' },
        { text: ['si'], goto: 'first' },
      ],
      otherwise: 'wrong',
      on_timeout: 'wrong',
    },
    { id: 'first', do: 'update_object', variables: { step: 'first' } },
    { id: 'second', do: 'update_object', variables: { step: 'second' }, wait: true },
    { id: 'price', do: 'charge', kind: 'confirmation' },
    { id: 'done', do: 'end', outcome: 'ok' },
    { id: 'wrong', do: 'end', outcome: 'wrong' },
  ],
};
const ORDERED = {
  name: 'Ordine nuovo',
  trigger: { on: 'order.created' },
  steps: [
    { id: 'first', do: 'update_object', variables: { step: 'first' } },
    { id: 'price', do: 'charge', kind: 'confirmation' },
    { id: 'second', do: 'update_object', variables: { step: 'second' }, wait: true },
    { id: 'done', do: 'end', outcome: 'ok' },
  ],
};
/** For Shopify the step is the order's note. */
const SHOPIFY_ORDERED = {
  ...ORDERED,
  steps: ORDERED.steps.map((step) =>
    step.do === 'update_object' ? { ...step, variables: { note: step.id, tags: { add: [step.id] } } } : step,
  ),
};

/** Which charges a whole run of each flow makes. */
export const CHARGES: Record<string, ChargeKind[]> = {
  plain: ['flow.run', 'push', 'push'],
  ask: ['flow.run', 'message.utility', 'push', 'push', 'confirmation'],
  ordered: ['flow.run', 'push', 'push', 'confirmation'],
};

export type Account = { name: string; key: string; headers: { 'x-api-key': string }; storeId: string };
export type CustomAccount = Account & { control: string; phoneNumberId: string; wabaId: string; appSecret: string };
export type ShopifyAccount = Account & { control: string; webhookSecret: string };

async function newAccount({ must }: Caller, { adminToken }: World, name: string) {
  const { api_key } = await must('POST', '/admin/accounts', {
    headers: { authorization: `Bearer ${adminToken}`, 'idempotency-key': randomUUID() },
    body: { name, features: ['orders'], price_list: PRICE_LIST },
  });
  return { name, key: api_key as string, headers: { 'x-api-key': api_key as string } };
}

/** A merchant with a shop of its own make and a WhatsApp number. */
export async function setUpCustom(caller: Caller, world: World, n: number): Promise<CustomAccount> {
  const { must } = caller;
  const account = await newAccount(caller, world, `Negozio ${n}`);
  const { headers } = account;
  const shop = `${world.merchant}/m/chaos-${n}`;
  const control = `${world.merchant}/_control/m/chaos-${n}`;
  const creating = () => ({ ...headers, 'idempotency-key': randomUUID() });
  const store = await must('POST', '/v1/stores', {
    headers: creating(),
    body: {
      name: account.name,
      kind: 'custom',
      get_object: { url: `${shop}/getObject` },
      update_object: { url: `${shop}/updateObject` },
      rate: { per_second: 100, burst: 50, concurrency: 10 },
    },
  });
  await callJson('PUT', control, { body: { secret: store.secret } });
  const line = {
    phoneNumberId: `10654035224292${n}`,
    wabaId: `10229012934039${n}`,
    appSecret: newAppSecret(),
  };
  const token = `EAAG-token-of-number-${n}`;
  await must('POST', '/v1/channels', {
    headers: creating(),
    body: {
      name: 'WhatsApp',
      phone_number_id: line.phoneNumberId,
      waba_id: line.wabaId,
      access_token: token,
      app_secret: line.appSecret,
    },
  });
  await phone(world.meta, line.phoneNumberId).tell({ token, app_secret: line.appSecret, waba_id: line.wabaId });
  for (const [key, body] of Object.entries({ plain: PLAIN, ask: ASK, ordered: ORDERED })) {
    await must('PUT', `/v1/flows/${key}`, { headers, body });
  }
  return { ...account, storeId: store.id_store, control, ...line };
}

/** A merchant with a shop of Shopify's. */
export async function setUpShopify(caller: Caller, world: World): Promise<ShopifyAccount> {
  const account = await newAccount(caller, world, 'Shop');
  const { headers } = account;
  const control = `${world.shopify}/_control/shopify/chaos`;
  const token = 'shpat_0123456789abcdef0123456789abcdef';
  const webhookSecret = 'webhook-secret-of-the-chaos';
  await callJson('PUT', control, { body: { token, bucket: { maximum: 400, restore_rate: 50 } } });
  const { id_store } = await caller.must('POST', '/v1/stores', {
    headers: { ...headers, 'idempotency-key': randomUUID() },
    body: {
      name: 'Shop',
      kind: 'shopify',
      shopify_store_name: 'chaos',
      shopify_token_app: token,
      shopify_webhook_secret: webhookSecret,
    },
  });
  await caller.must('PUT', '/v1/flows/ordered', { headers, body: SHOPIFY_ORDERED });
  return { ...account, storeId: id_store, control, webhookSecret };
}
