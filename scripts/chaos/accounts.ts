import { newAppSecret } from '../../test/support/app-secret.ts';
import { type Account, createAccount, type WhatsAppNumber } from '../local/account.ts';
import { callJson, phone } from '../local/api.ts';
import type { World } from '../local/world.ts';
import type { Caller } from './caller.ts';

/** In ten-thousandths, the precision of the ledger. */
export const PRICES = { 'flow.run': 500, push: 10, 'message.utility': 691, confirmation: 2_500 } as const;
export type ChargeKind = keyof typeof PRICES;

const money = (tenThousandths: number): string => (tenThousandths / 10_000).toFixed(4);
const PRICE_LIST = Object.fromEntries(Object.entries(PRICES).map(([kind, price]) => [kind, money(price)]));

const DONE = { id: 'done', do: 'end', outcome: 'ok' };
const BURST = { name: 'Raffica', steps: [DONE] };
const PLAIN = {
  name: 'Aggiornamento',
  steps: [
    { id: 'first', do: 'update_object', variables: { step: 'first' } },
    { id: 'second', do: 'update_object', variables: { step: 'second' }, wait: true },
    DONE,
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
    DONE,
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
    DONE,
  ],
};
/** On Shopify a push writes its step into the order's note and tags. */
const SHOPIFY_ORDERED = {
  ...ORDERED,
  steps: ORDERED.steps.map((step) =>
    step.do === 'update_object' ? { ...step, variables: { note: step.id, tags: { add: [step.id] } } } : step,
  ),
};

/** The charges of a whole run of each flow. */
export const CHARGES: Record<string, ChargeKind[]> = {
  burst: ['flow.run'],
  plain: ['flow.run', 'push', 'push'],
  ask: ['flow.run', 'message.utility', 'push', 'push', 'confirmation'],
  ordered: ['flow.run', 'push', 'push', 'confirmation'],
  held: ['flow.run', 'message.utility', 'push'],
};
/** A push is charged when it is delivered. */
export const REFUSED_CHARGES: ChargeKind[] = ['flow.run', 'message.utility'];

export type NumberAccount = Account & { number: WhatsAppNumber };
export type CustomAccount = NumberAccount & { control: string };
export type ShopifyAccount = Account & { control: string; idStore: string; webhookSecret: string };

export const newAccount = ({ must }: Caller, { adminToken }: World, name: string) =>
  createAccount(must, adminToken, { name, features: ['orders'], price_list: PRICE_LIST });

/** Connects the n-th WhatsApp number to an account. */
export async function addNumber(account: Account, world: World, n: number): Promise<WhatsAppNumber> {
  const number = {
    phone_number_id: `10654035224292${n}`,
    waba_id: `10229012934039${n}`,
    access_token: `EAAG-token-of-number-${n}`,
    app_secret: newAppSecret(),
  };
  await account.addChannel(number);
  const { phone_number_id, access_token: token, ...settings } = number;
  await phone(world.meta, phone_number_id).tell({ token, ...settings });
  return number;
}

/** Creates a merchant with a custom store and a WhatsApp number. */
export async function setUpCustom(caller: Caller, world: World, n: number): Promise<CustomAccount> {
  const account = await newAccount(caller, world, `Negozio ${n}`);
  const shop = `${world.merchant}/m/chaos-${n}`;
  const control = `${world.merchant}/_control/m/chaos-${n}`;
  const { secret } = await account.addStore({
    get_object: { url: `${shop}/getObject` },
    update_object: { url: `${shop}/updateObject` },
    rate: { per_second: 100, burst: 50, concurrency: 10 },
  });
  await callJson('PUT', control, { body: { secret } });
  const number = await addNumber(account, world, n);
  for (const [key, flow] of Object.entries({ burst: BURST, plain: PLAIN, ask: ASK, ordered: ORDERED })) {
    await account.putFlow(key, flow);
  }
  return { ...account, control, number };
}

/** Creates a merchant with a Shopify store. */
export async function setUpShopify(caller: Caller, world: World): Promise<ShopifyAccount> {
  const account = await newAccount(caller, world, 'Shop');
  const control = `${world.shopify}/_control/shopify/chaos`;
  const token = 'shpat_0123456789abcdef0123456789abcdef';
  const webhookSecret = 'webhook-secret-of-the-chaos';
  await callJson('PUT', control, { body: { token, bucket: { maximum: 400, restore_rate: 50 } } });
  const { id_store } = await account.addShop({ name: 'chaos', token, webhookSecret });
  await account.putFlow('ordered', SHOPIFY_ORDERED);
  return { ...account, idStore: id_store, control, webhookSecret };
}
