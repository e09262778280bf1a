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

/** Asks the customer, waits for the reply and pushes it to the merchant. */
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

/** Starts stand-ins of Meta and a merchant. Returns them with the settings of a Worker that calls them. */
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

/** Creates an account with a store, a number and a flow on a new Worker. Returns its API key. */
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

/** Returns the actions of the merchant and its customers on a Worker. */
function shopAt({ url }: DirectWorker, { meta, merchant }: Standins, key: string) {
  const line = phone(meta, NUMBER.phone_number_id);
  const as = (method: string, path: string, body?: unknown): Promise<any> =>
    callJson(method, new URL(path, url).href, { headers: { 'x-api-key': key }, body });
  const request = (requestId: string) => as('GET', `/v1/getRequest?request_id=${requestId}`);
  const waitForStatus = (requestId: string, status: string) =>
    eventually(`${requestId} ${status}`, async () => {
      const now = await request(requestId);
      return now.status === status ? now : null;
    });
  return {
    as,
    request,
    /** Starts the flow for a customer, and waits until the question has been sent. */
    startRequest: async (customer: string, variables: Record<string, unknown> = {}): Promise<string> => {
      const body = { flow: 'conferma', user_key: `+${customer}`, object: { type: 'order', id: '1001' }, variables };
      const { request_id } = await as('POST', '/v1/createRequest', body);
      await waitForStatus(request_id, 'waiting');
      return request_id;
    },
    /** Sends the customer's yes, and waits until the merchant has received the push. */
    confirm: async (customer: string, requestId: string) => {
      const answers = await line.reply({ from: customer, text: 'si' });
      if (answers.some((status) => status !== 200)) throw new Error(`The webhook returned ${answers.join()}`);
      return waitForStatus(requestId, 'completed');
    },
    /** Returns the number of pushes that the merchant has accepted. */
    pushes: async (): Promise<number> =>
      (await callJson('GET', `${merchant}/_control/m/${SHOP}/calls`)).deliveries.length,
  };
}

export type DirectShop = ReturnType<typeof shopAt>;

/** Runs `work` with the shop on a running Worker, and calls the Worker's cron meanwhile. */
export async function withShop<Result>(
  worker: DirectWorker,
  standins: Standins,
  key: string,
  work: (shop: DirectShop) => Promise<Result>,
): Promise<Result> {
  const webhook_url = new URL('/webhook/facebook/', worker.url).href;
  const settings = { token: TOKEN, app_secret: APP_SECRET, waba_id: NUMBER.waba_id, webhook_url };
  await phone(standins.meta, NUMBER.phone_number_id).tell(settings);
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
