import { join, relative, resolve } from 'node:path';
import { aisac } from '../src/client.ts';
import { callJson, eventually, phone } from './local/api.ts';
import { type Demo, setUpDemo } from './local/demo.ts';
import { headline, note, showHop, watching } from './local/show.ts';
import { startWorld, type World } from './local/world.ts';

/** Tests set `LOCAL_DIR`, so that they do not touch a developer's state. */
const FOLDER = resolve(process.env.LOCAL_DIR ?? join(import.meta.dirname, '../.local'));
const CRON_MS = 3_000;
const CUSTOMER = '393331234567';
const TITLES = { meta: 'Meta', merchant: 'Merchant', shopify: 'Shopify', qapla: "Qapla'" };

/** Plays one order from createOrder to its charges and returns the id of its request. */
async function playJourney(world: World, demo: Demo): Promise<string> {
  const { meta, merchant } = world;
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
  const client = aisac({ url: world.worker().url, apiKey: demo.api_key });
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

// Only the order's own calls are printed, not those of the set-up.
let playing = false;
note('Migrating the local D1 and starting the Worker …');
const world = await startWorld({
  cronMs: CRON_MS,
  folder: FOLDER,
  watch: (standin) => watching(TITLES[standin], () => playing),
});
const { url, process: workerProcess } = world.worker();

let stopping = false;
async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  await world.stop('SIGTERM');
  process.exit(code);
}
process.on('SIGINT', () => void stop(0));
process.on('SIGTERM', () => void stop(0));
workerProcess.once('exit', () => {
  if (!stopping) console.error(`The Worker has stopped; see ${world.logFile}`);
  void stop(1);
});

try {
  note('Setting up the demo: account, store, number and flow …');
  const demo = await setUpDemo({ ...world, worker: url, file: join(FOLDER, 'demo.json') });
  headline('One order, from arrival to ledger');
  playing = true;
  const requestId = await playJourney(world, demo);
  headline('The Worker stays up. Ctrl-C stops everything.');
  console.log(`
Worker         ${url}    (log: ${relative('', world.logFile)})
Profile page   ${url}/account/profile    (sign in with the API key)
API reference  ${url}/docs
Meta           ${world.meta}
Merchant       ${world.merchant}/m/demo
Shopify        ${world.shopify}
Qapla'         ${world.qapla}
ADMIN_TOKEN    ${world.adminToken}
API key        ${demo.api_key}
Store          ${demo.id_store}

To go on:
  curl '${url}/v1/getRequest?api_key=${demo.api_key}&request_id=${requestId}'
  curl '${url}/v1/getFlowByUserKey?api_key=${demo.api_key}&user_key=%2B${CUSTOMER}'
  curl '${url}/v1/getChargesByUserKey?api_key=${demo.api_key}&user_key=%2B${CUSTOMER}'
  curl '${url}/v1/createRequest' -H 'x-api-key: ${demo.api_key}' -H 'content-type: application/json' \\
    -d '{"flow":"cod-confirmation","user_key":"+${CUSTOMER}","id_store":"${demo.id_store}","object":{"type":"order","id":"1001"}}'
`);
} catch (error) {
  console.error(error);
  await stop(1);
}
