import { join, relative, resolve } from 'node:path';
import { setUpDemo } from './local/demo.ts';
import { headline, note, watching } from './local/show.ts';
import { startWorld } from './local/world.ts';
import { CUSTOMER, newJourney } from './start/journey.ts';
import { playOrderJourney } from './start/order-journey.ts';
import { playParcelJourney } from './start/parcel-journey.ts';
import { playQuestionJourney } from './start/question-journey.ts';
import { setUpParcels } from './start/set-up-parcels.ts';

/** Tests set `LOCAL_DIR`, so that they do not touch a developer's state. */
const FOLDER = resolve(process.env.LOCAL_DIR ?? join(import.meta.dirname, '../.local'));
const CRON_MS = 3_000;
const TITLES = { meta: 'Meta', merchant: 'Merchant', shopify: 'Shopify', qapla: "Qapla'" };

// Only the calls of the journeys are printed, not those of the set-up.
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
  note('Setting up the demo: account, store, number and flows …');
  const demo = await setUpDemo({ ...world, worker: url, file: join(FOLDER, 'demo.json') });
  const qaplaControl = await setUpParcels(world, demo);
  headline('One order, from arrival to ledger');
  playing = true;
  const journey = newJourney(world, demo);
  const { orderId, requestId } = await playOrderJourney(journey);
  headline('Its parcel, from the depot to the proof of its release');
  const shipmentId = await playParcelJourney(journey, { orderId, qaplaControl });
  headline('Their question, which waits for you');
  const conversationPath = await playQuestionJourney(journey);
  headline('The Worker stays up. Ctrl-C stops everything.');
  console.log(`
Worker         ${url}    (log: ${relative('', world.logFile)})
Profile page   ${url}/account/profile    (sign in with the API key)
Conversation   ${url}${conversationPath}    (answer the customer there)
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
  curl '${url}/v1/shipments/${shipmentId}?api_key=${demo.api_key}'
  curl '${url}/v1/getFlowByUserKey?api_key=${demo.api_key}&user_key=%2B${CUSTOMER}'
  curl '${url}/v1/getChargesByUserKey?api_key=${demo.api_key}&user_key=%2B${CUSTOMER}'
  curl '${url}/v1/createRequest' -H 'x-api-key: ${demo.api_key}' -H 'content-type: application/json' \\
    -d '{"flow":"cod-confirmation","user_key":"+${CUSTOMER}","id_store":"${demo.id_store}","object":{"type":"order","id":"1001"}}'
`);
} catch (error) {
  console.error(error);
  await stop(1);
}
