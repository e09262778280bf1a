import { createExecutionContext, createScheduledController, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { inject } from 'vitest';
import worker from '../../src/index';
import {
  metaBytes,
  metaDelivery,
  metaSignature,
  newWamid,
  type ReplySpec,
  replyValue,
  type StatusSpec,
  statusValue,
} from '../standins/meta-webhooks';
import { APP_SECRET } from './app-secret';
import { type Answer, call, newTenant } from './tenant';

const ACCESS_TOKEN = 'EAAG-token-of-the-test';

const digits = (): string =>
  String(crypto.getRandomValues(new BigUint64Array(1))[0])
    .slice(0, 12)
    .padStart(12, '7');

async function control(url: string, method = 'GET', body?: unknown): Promise<any> {
  const response = await fetch(url, { method, body: body === undefined ? undefined : JSON.stringify(body) });
  return response.json();
}

const FIRST_DELAY_MS = 25;
const MAX_DELAY_MS = 400;

/**
 * Retries `check` until it does not throw. After the timeout, fails with its last error. The delays grow: a check costs as much CPU
 * as the work that it waits for.
 */
export async function until<Result>(check: () => Result | Promise<Result>, timeout = 20_000): Promise<Result> {
  // The delays are added up, because a test may have stopped the clock.
  let waited = 0;
  for (let delay = FIRST_DELAY_MS; ; delay = Math.min(delay * 1.4, MAX_DELAY_MS)) {
    try {
      return await check();
    } catch (error) {
      if (waited >= timeout) throw error;
    }
    await scheduler.wait(delay);
    waited += delay;
  }
}

/** Runs the cron once, as at an instant; by default now. */
export async function runCron(at = Date.now()): Promise<void> {
  const context = createExecutionContext();
  await worker.scheduled(createScheduledController({ scheduledTime: new Date(at) }), env);
  await waitOnExecutionContext(context);
}

/** Creates an account with a store, a WhatsApp number and a customer, for one test. */
export async function newScene(account: Record<string, unknown> = {}) {
  const standins = inject('standins');
  const tenant = await newTenant(account);
  const shopId = crypto.randomUUID();
  const phoneNumberId = digits();
  const number = { phone_number_id: phoneNumberId, waba_id: digits() };
  const customer = `39333${digits().slice(0, 7)}`;
  const shopUrl = `${standins.merchant}/m/${shopId}`;
  const shop = `${standins.merchant}/_control/m/${shopId}`;
  const numberControl = `${standins.meta}/_control/meta/${phoneNumberId}`;

  const store = await tenant.as('POST', '/v1/stores', {
    name: 'Negozio',
    kind: 'custom',
    get_object: { url: `${shopUrl}/getObject`, headers: { 'x-token': 'a-header-value-of-the-merchant' } },
    update_object: { url: `${shopUrl}/updateObject` },
    rate: { per_second: 100, burst: 100, concurrency: 20 },
  });
  const channel = await tenant.as('POST', '/v1/channels', {
    name: 'WhatsApp',
    ...number,
    access_token: ACCESS_TOKEN,
    app_secret: APP_SECRET,
  });
  if (store.status !== 201 || channel.status !== 201) throw new Error('The scene cannot be created');
  await control(shop, 'PUT', { secret: store.body.secret });
  await control(numberControl, 'PUT', { token: ACCESS_TOKEN, app_secret: APP_SECRET, waba_id: number.waba_id });

  const post = async (body: unknown): Promise<Answer> => {
    const bytes = metaBytes(body);
    const signature = await metaSignature(bytes, APP_SECRET);
    const answer = await call('POST', '/webhook/facebook/', {
      body: new TextDecoder().decode(bytes),
      headers: { 'x-hub-signature-256': signature },
    });
    // Meta would send it again, a test does not: without this it waits for what can never come.
    if (answer.status >= 500) throw new Error(`Meta's webhook was not accepted: ${JSON.stringify(answer.body)}`);
    return answer;
  };
  const webhook = (...values: Record<string, unknown>[]): Promise<Answer> => post(metaDelivery(number, ...values));

  return {
    ...tenant,
    customer,
    userKey: `+${customer}`,
    phoneNumberId,
    wabaId: number.waba_id,
    storeId: store.body.id_store as string,
    channelId: channel.body.channel_id as string,
    webhook,
    /** Sends a webhook about the account, the number or its templates. */
    accountWebhook: (field: string, value: Record<string, unknown>) =>
      post({
        object: 'whatsapp_business_account',
        entry: [{ id: number.waba_id, time: Math.floor(Date.now() / 1_000), changes: [{ field, value }] }],
      }),
    /** Sets the merchant's objects and misbehaviour. */
    configureMerchant: (settings: Record<string, unknown>) => control(shop, 'PUT', settings),
    /** Sets Meta's misbehaviour for this number. */
    configureMeta: (settings: Record<string, unknown>) => control(numberControl, 'PUT', settings),
    merchantCalls: () => control(`${shop}/calls`) as Promise<{ gets: any[]; deliveries: any[] }>,
    sentMessages: () => control(`${numberControl}/sent`) as Promise<{ wamid: string; body: any }[]>,
    reply: (spec: ReplySpec) => webhook(replyValue({ from: customer, ...spec })),
    /** Returns the files that were uploaded to Meta. */
    uploadsToMeta: () => control(`${numberControl}/uploads`) as Promise<any[]>,
    /** Returns the customer's messages that were marked as read. */
    readReceipts: () => control(`${numberControl}/read`) as Promise<any[]>,
    /** Returns the sends of this number that violate Meta's own contract. */
    async violations() {
      const all: any[] = await control(`${standins.meta}/_control/meta/violations`);
      return all.filter((violation) => violation.phone_number_id === phoneNumberId);
    },
    /** Sends a message of the customer, which opens the 24-hour window for free-form messages. */
    async openWindow() {
      const wamid = newWamid();
      await webhook(replyValue({ from: customer, wamid, text: 'Buongiorno' }));
      await until(async () => {
        const { body } = await tenant.as('GET', `/v1/messages?user_key=%2B${customer}`);
        if (!body.data.some((message: any) => message.wamid === wamid)) throw new Error('The message has not arrived');
      });
      return wamid;
    },
    status: (spec: Omit<StatusSpec, 'recipient'>) => webhook(statusValue({ recipient: customer, ...spec })),
    async saveFlow(flow: Record<string, unknown>, key = 'flow') {
      const saved = await tenant.as('PUT', `/v1/flows/${key}`, { name: key, ...flow });
      if (saved.status > 201) throw new Error(JSON.stringify(saved.body));
      return saved.body;
    },
    /** Starts a flow for the customer about order 1001. */
    async start(key = 'flow', more: Record<string, unknown> = {}): Promise<string> {
      const order = { type: 'order', id: '1001' };
      const created = await tenant.as('POST', '/v1/createRequest', {
        flow: key,
        user_key: `+${customer}`,
        object: order,
        ...more,
      });
      if (created.status !== 201) throw new Error(JSON.stringify(created.body));
      return created.body.request_id;
    },
    /** Returns the export of a customer by any of their keys. */
    async user(key: string) {
      const { body } = await tenant.as('GET', `/v1/users/${encodeURIComponent(key)}`);
      return body;
    },
    async request(requestId: string) {
      const { body } = await tenant.as('GET', `/v1/getRequest?request_id=${requestId}`);
      return body;
    },
    /** Waits until the request has this status, and returns it with its steps. */
    async waitForStatus(requestId: string, status: string, timeout?: number) {
      return until(async () => {
        const { body } = await tenant.as('GET', `/v1/getRequest?request_id=${requestId}`);
        if (body.status !== status) throw new Error(`${body.status}, not ${status}: ${JSON.stringify(body)}`);
        return body;
      }, timeout);
    },
    charges: () => tenant.as('GET', `/v1/getChargesByUserKey?user_key=%2B${customer}`).then(({ body }) => body),
  };
}

export type Scene = Awaited<ReturnType<typeof newScene>>;
