import { randomUUID } from 'node:crypto';
import { markdownTable } from '../scripts/local/markdown-table.ts';
import { replyValue } from '../test/standins/meta-webhooks.ts';
import { copyRows } from './operations/runs.ts';
import { SECRET, setUpAccount } from './support/account.ts';
import { makeCall, makeCalls, metaCall, orderCall } from './support/calls.ts';
import { benchSecrets, type DirectWorker, startDirectWorker, startFloor } from './support/direct-worker.ts';
import { atRate, percentile } from './support/load.ts';
import { startMeasured } from './support/measured-worker.ts';

/*
 * The time to the answers of Meta's and Shopify's webhooks under load, beside a floor. Queues are not consumed: in production the
 * consumers run in other isolates, locally they would share the process of the answers.
 */
const ROUNDS = 2;
const META_PER_SECOND = 200;
const META_SECONDS = Number(process.env.SECONDS ?? 10);
const SHOPIFY_CALLS = 1_000;
/** How many Shopify sends at once is not known; on two cores, 50 would reach the target by queueing alone. */
const SHOPIFY_CONCURRENCY = 25;
const MAX_P50_MS = 100;
const MAX_P99_MS = 500;

const secrets = benchSecrets();
const ours = await startMeasured(() => startDirectWorker(secrets, { consumes: false }));
const floor = await startMeasured(() => startFloor({ APP_SECRET: SECRET }, { consumes: false }));
const account = await setUpAccount(ours.worker, secrets.ADMIN_TOKEN);
await copyRows(ours.db, floor.db);

async function playMeta(worker: DirectWorker): Promise<number[]> {
  const texts = Array.from({ length: META_PER_SECOND * META_SECONDS }, (_, i) =>
    replyValue({ from: String(393_000_000_000 + i), wamid: `wamid.${randomUUID()}`, text: 'Buongiorno' }),
  );
  const calls = await Promise.all(texts.map((value) => metaCall(value)));
  return atRate(
    META_PER_SECOND,
    calls.map((call) => () => makeCall(worker, call)),
  );
}

const playShopify = (worker: DirectWorker): Promise<number[]> => {
  const calls = Array.from({ length: SHOPIFY_CALLS }, (_, i) => orderCall(account, i));
  return makeCalls(worker, calls, SHOPIFY_CONCURRENCY);
};

/** Plays a load on both sides in turn, the first round to warm up. Returns the row of the table. */
async function compare(name: string, play: (worker: DirectWorker) => Promise<number[]>): Promise<string[]> {
  const times = { floor: [] as number[], ours: [] as number[] };
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [side, { worker }] of Object.entries({ floor, ours }) as ['floor' | 'ours', typeof ours][]) {
      const played = await play(worker);
      if (round > 0) times[side].push(...played);
    }
  }
  const p50 = { floor: percentile(times.floor, 0.5), ours: percentile(times.ours, 0.5) };
  const p99 = { floor: percentile(times.floor, 0.99), ours: percentile(times.ours, 0.99) };
  if (p50.ours > MAX_P50_MS || p99.ours > MAX_P99_MS) process.exitCode = 1;
  const shown = [p50.floor, p50.ours, p99.floor, p99.ours].map((ms) => ms.toFixed(1));
  return [name, ...shown, (p50.ours / p50.floor).toFixed(2), `p50 ≤ ${MAX_P50_MS}, p99 ≤ ${MAX_P99_MS}`];
}

try {
  const rows = [
    await compare(`Meta, ${META_PER_SECOND} a second`, playMeta),
    await compare(`Shopify, ${SHOPIFY_CONCURRENCY} at once`, playShopify),
  ];
  const head = ['answers, ms', 'floor p50', 'ours p50', 'floor p99', 'ours p99', 'p50 ratio', 'target'];
  console.log(markdownTable(head, rows));
} finally {
  await Promise.all([ours.worker.stop(), floor.worker.stop()]);
}
