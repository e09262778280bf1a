import { setTimeout as sleep } from 'node:timers/promises';
import { benchSecrets, type DirectWorker } from '../../../bench/support/direct-worker.ts';
import { callJson, eventually, phone } from '../../../scripts/local/api.ts';
import { startMerchant } from '../../standins/merchant.ts';
import { startMeta } from '../../standins/meta.ts';
import { APP_SECRET } from '../app-secret.ts';

const NUMBER = { phone_number_id: '106540352242922', waba_id: '102290129340398' };
const TOKEN = 'EAAG-token-of-the-test';
const SHOP = 'direct';
const CRON_MS = 500;

/** Asks the customer, waits for an answer, pushes it to the merchant. */
const FLOW = {
  name: 'Conferma',
  steps: [
    {
      id: 'ask',
      do: 'send_message',
      to: '{{ request.user_key }}',
      template: { name: 'cod_confirm', language: 'it', body: ['Ada', '59.90'], buttons: ['CONFIRM', 'CANCEL'] },
    },
    {
      id: 'answer',
      do: 'wait_for_reply',
      timeout: '24h',
      cases: [{ text: ['si'], goto: 'confirmed' }],
      otherwise: 'no',
      on_timeout: 'no',
    },
    { id: 'confirmed', do: 'update_object', variables: { confirmed: true }, wait: true },
    { id: 'yes', do: 'end', outcome: 'confirmed' },
    { id: 'no', do: 'end', outcome: 'not_confirmed' },
  ],
};

export type Standins = { meta: string; merchant: string };

/** Meta and a merchant to stand in for, and the settings of a Worker that is to call them. */
export async function startStandins() {
  const running = await Promise.all([startMeta(), startMerchant()]);
  const [meta, merchant] = running;
  const secrets = benchSecrets();
  return {
    secrets,
    standins: { meta: meta.url, merchant: merchant.url },
    settings: { ...secrets, META_GRAPH_URL: meta.url, ALLOW_PRIVATE_ENDPOINTS: 'true' },
    close: () => Promise.all(running.map((standin) => standin.close())),
  };
}

/** A merchant's account with a store, a number and a flow, on a Worker that has none yet. Gives its key. */
export async function openShop({ url }: DirectWorker, { merchant }: Standins, adminToken: string) {
  const { api_key } = await callJson('POST', new URL('/admin/accounts', url).href, {
    headers: { authorization: `Bearer ${adminToken}` },
    body: { name: 'Negozio', features: ['orders'], price_list: { 'flow.run': '0.0500', push: '0.0010' } },
  });
  const headers = { 'x-api-key': api_key };
  const endpoint = `${merchant}/m/${SHOP}`;
  const store = await callJson('POST', new URL('/v1/stores', url).href, {
    headers,
    body: { name: 'Negozio', kind: 'custom', update_object: { url: `${endpoint}/updateObject` } },
  });
  await callJson('POST', new URL('/v1/channels', url).href, {
    headers,
    body: { name: 'WhatsApp', ...NUMBER, access_token: TOKEN, app_secret: APP_SECRET },
  });
  await callJson('PUT', new URL('/v1/flows/conferma', url).href, { headers, body: FLOW });
  await callJson('PUT', `${merchant}/_control/m/${SHOP}`, { body: { secret: store.secret } });
  return api_key as string;
}

/** What the merchant and its customers do with a Worker. */
function shopAt({ url }: DirectWorker, { meta, merchant }: Standins, key: string) {
  const line = phone(meta, NUMBER.phone_number_id);
  const as = (method: string, path: string, body?: unknown): Promise<any> =>
    callJson(method, new URL(path, url).href, { headers: { 'x-api-key': key }, body });
  const request = (requestId: string) => as('GET', `/v1/getRequest?request_id=${requestId}`);
  const reaches = (requestId: string, status: string) =>
    eventually(`${requestId} ${status}`, async () => {
      const now = await request(requestId);
      return now.status === status ? now : null;
    });
  return {
    as,
    request,
    /** Starts the flow for a customer, and waits until they have been asked. */
    startRequest: async (customer: string, variables: Record<string, unknown> = {}): Promise<string> => {
      const body = { flow: 'conferma', user_key: `+${customer}`, object: { type: 'order', id: '1001' }, variables };
      const { request_id } = await as('POST', '/v1/createRequest', body);
      await reaches(request_id, 'waiting');
      return request_id;
    },
    /** The customer says yes, and the merchant has been told. */
    confirm: async (customer: string, requestId: string) => {
      const answers = await line.reply({ from: customer, text: 'si' });
      if (answers.some((status) => status !== 200)) throw new Error(`the webhook answered ${answers.join()}`);
      return reaches(requestId, 'completed');
    },
    /** How many pushes the merchant has taken. */
    pushes: async (): Promise<number> =>
      (await callJson('GET', `${merchant}/_control/m/${SHOP}/calls`)).deliveries.length,
  };
}

export type DirectShop = ReturnType<typeof shopAt>;

/** Has work done at the shop on a Worker that runs now; its cron is called meanwhile. */
export async function withShop<Result>(
  worker: DirectWorker,
  standins: Standins,
  key: string,
  work: (shop: DirectShop) => Promise<Result>,
): Promise<Result> {
  const webhook_url = new URL('/webhook/facebook/', worker.url).href;
  const told = { token: TOKEN, app_secret: APP_SECRET, waba_id: NUMBER.waba_id, webhook_url };
  await phone(standins.meta, NUMBER.phone_number_id).tell(told);
  const closing = new AbortController();
  const handlers = await worker.mf.getWorker();
  const cron = (async () => {
    for (; !closing.signal.aborted; await sleep(CRON_MS)) await handlers.scheduled({ cron: '* * * * *' });
  })();
  try {
    return await work(shopAt(worker, standins, key));
  } finally {
    closing.abort();
    await cron;
  }
}
