import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { aisac } from '../src/client.ts';
import { startMerchant } from '../test/standins/merchant.ts';
import { startMeta } from '../test/standins/meta.ts';
import { startShopify } from '../test/standins/shopify.ts';
import { callJson, eventually, phone } from './local/api.ts';
import { type Demo, setUpDemo } from './local/demo.ts';
import { writeSettings } from './local/settings.ts';
import { headline, note, showHop, watching } from './local/show.ts';
import { migrate, runCron, startWorker } from './local/worker.ts';

/** `LOCAL_DIR` is for tests, which leave the state of whoever develops alone. */
const HERE = `${resolve(process.env.LOCAL_DIR ?? join(import.meta.dirname, '../.local'))}/`;
const PLACE = { envFile: `${HERE}settings.env`, persistTo: `${HERE}state`, logFile: `${HERE}worker.log` };
const CRON_MS = 3_000;
const CUSTOMER = '393331234567';

/** The ports of an earlier start, so that what the local D1 remembers of the stand-ins stays true. */
function lastPorts(): { meta?: number; merchant?: number; shopify?: number } {
  try {
    return JSON.parse(readFileSync(`${HERE}ports.json`, 'utf8'));
  } catch {
    return {};
  }
}

async function playJourney(worker: string, meta: string, merchant: string, demo: Demo & { phoneNumberId: string }) {
  const orderId = `demo-${Date.now()}`;
  const order = { phone: `+${CUSTOMER}`, total: '59.90', customer: { first_name: 'Ada' } };
  await callJson('PUT', `${merchant}/_control/m/demo`, { body: { objects: { '1001': order, [orderId]: order } } });

  const body = {
    order_id: orderId,
    id_store: demo.id_store,
    currency: 'EUR',
    total: '59.90',
    payment_method: 'cod',
    customer: { first_name: 'Ada', phone: `+${CUSTOMER}` },
    items: [{ sku: 'MAGLIA-M', name: 'Maglia', quantity: 1, unit_price: '59.90' }],
  };
  showHop('Merchant', 'Worker', 'POST /v1/createOrder: an order, cash on delivery', body);
  const client = aisac({ url: worker, apiKey: demo.api_key });
  const created = await client.v1.createOrder.$post({ json: body });
  if (created.status !== 201) throw new Error(`createOrder: ${created.status} ${await created.text()}`);
  const [requestId = ''] = (await created.json()).request_ids;
  const request = async () => {
    const answer = await client.v1.getRequest.$get({ query: { request_id: requestId } });
    if (answer.status !== 200) throw new Error(`getRequest: ${answer.status}`);
    return answer.json();
  };
  await eventually('the question', async () => ((await request()).status === 'waiting' ? true : null));

  const customer = phone(meta, demo.phoneNumberId);
  const asked = (await customer.sent()).at(-1);
  if (!asked) throw new Error('no message was sent');
  for (const status of ['sent', 'delivered', 'read']) {
    showHop('Meta', 'Worker', `POST /webhook/facebook/: the message is ${status}`);
    await customer.status({ wamid: asked.wamid, status });
  }
  const { payload } = asked.body.template.components.at(-2).parameters[0];
  showHop('Customer', 'Worker', `POST /webhook/facebook/: presses the button (sent three times at once)`, { payload });
  await customer.reply({
    from: CUSTOMER,
    button: { payload, text: 'Confermo' },
    context_wamid: asked.wamid,
    copies: 3,
  });

  const done = await eventually('the end', async () => ((await request()).status === 'completed' ? request() : null));
  const charges = await eventually('the charges', async () => {
    const ledger = await client.v1.getChargesByUserKey.$get({ query: { user_key: `+${CUSTOMER}` } });
    const mine = (await ledger.json()).data.filter((charge) => charge.request_id === requestId);
    return mine.length === 3 ? mine : null;
  });
  const line = ({ seq, step, kind, status }: (typeof done.steps)[number]) =>
    `${seq}. ${step ?? '·'} (${kind}): ${status}`;
  showHop(
    'Merchant',
    'Worker',
    `GET /v1/getRequest: ${done.status}, outcome «${done.outcome}»`,
    done.steps.map(line).join('\n'),
  );
  const amount = ({ kind, amount, currency }: (typeof charges)[number]) => `${kind}: ${amount} ${currency}`;
  showHop('Merchant', 'Worker', 'GET /v1/getChargesByUserKey', charges.map(amount).join('\n'));
  return requestId;
}

mkdirSync(HERE, { recursive: true });
const ports = lastPorts();
// The hops are those of the order: what sets up the demo is none of them.
let playing = false;
const isPlaying = (): boolean => playing;
const [meta, merchant, shopify] = await Promise.all([
  startMeta({ port: ports.meta, watch: watching('Meta', isPlaying) }),
  startMerchant({ port: ports.merchant, watch: watching('Merchant', isPlaying) }),
  startShopify({ port: ports.shopify, watch: watching('Shopify', isPlaying) }),
]);
const portOf = ({ url }: { url: string }) => Number(new URL(url).port);
writeFileSync(
  `${HERE}ports.json`,
  JSON.stringify({ meta: portOf(meta), merchant: portOf(merchant), shopify: portOf(shopify) }),
);
const settings = writeSettings(PLACE.envFile, { meta: meta.url, shopify: shopify.url });
note('Migrating the local D1 and starting the Worker …');
migrate(PLACE.persistTo);
const worker = await startWorker(PLACE);
const cron = setInterval(() => void runCron(worker.url), CRON_MS);

let stopping = false;
async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  clearInterval(cron);
  await Promise.all([worker.stop('SIGTERM'), meta.close(), merchant.close(), shopify.close()]);
  process.exit(code);
}
process.on('SIGINT', () => void stop(0));
process.on('SIGTERM', () => void stop(0));
worker.process.once('exit', () => {
  if (!stopping) console.error(`The Worker has ended; see ${PLACE.logFile}`);
  void stop(1);
});

try {
  const at = { worker: worker.url, merchant: merchant.url, meta: meta.url, adminToken: settings.ADMIN_TOKEN };
  note('Setting up the demo: account, store, number and flow …');
  const demo = await setUpDemo({ ...at, file: `${HERE}demo.json` });
  headline('One order, from arrival to ledger');
  playing = true;
  const requestId = await playJourney(worker.url, meta.url, merchant.url, demo);
  headline('It stays up. Ctrl-C ends everything.');
  console.log(`
Worker         ${worker.url}    (log: ${relative('', PLACE.logFile)})
Profile page   ${worker.url}/account/profile    (sign in with the API key)
API reference  ${worker.url}/docs
Meta           ${meta.url}
Merchant       ${merchant.url}/m/demo
Shopify        ${shopify.url}
ADMIN_TOKEN    ${settings.ADMIN_TOKEN}
API key        ${demo.api_key}
Store          ${demo.id_store}

To go on:
  curl '${worker.url}/v1/getRequest?api_key=${demo.api_key}&request_id=${requestId}'
  curl '${worker.url}/v1/getFlowByUserKey?api_key=${demo.api_key}&user_key=%2B${CUSTOMER}'
  curl '${worker.url}/v1/getChargesByUserKey?api_key=${demo.api_key}&user_key=%2B${CUSTOMER}'
  curl '${worker.url}/v1/createRequest' -H 'x-api-key: ${demo.api_key}' -H 'content-type: application/json' \\
    -d '{"flow":"cod-confirmation","user_key":"+${CUSTOMER}","id_store":"${demo.id_store}","object":{"type":"order","id":"1001"}}'
`);
} catch (error) {
  console.error(error);
  await stop(1);
}
