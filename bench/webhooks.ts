import { randomUUID } from 'node:crypto';
import { markdownTable } from '../scripts/local/markdown-table.ts';
import { replyValue } from '../test/standins/meta-webhooks.ts';
import { SECRET, setUpAccount } from './support/account.ts';
import { type Call, makeCall, makeCalls, metaCall, orderCall } from './support/calls.ts';
import { benchSecrets, type DirectWorker, startDirectWorker, startFloor } from './support/direct-worker.ts';
import { atRate, percentile } from './support/load.ts';

/*
 * The time to the answers of Meta's and Shopify's webhooks under load, beside a floor that only checks the signature and
 * queues.
 */
const META_PER_SECOND = 200;
const META_SECONDS = Number(process.env.SECONDS ?? 15);
const SHOPIFY_CALLS = 1_000;
/** How many Shopify sends at once is not known; on two cores, 50 would reach the target by queueing alone. */
const SHOPIFY_CONCURRENCY = 25;
const ROUNDS = 2;
const MAX_P99_MS = 500;

const phoneOf = (i: number): string => String(393_000_000_000 + i);
const sendsOf = (worker: DirectWorker, calls: Call[]) => calls.map((call) => () => makeCall(worker, call));
const newWamids = (count: number): string[] => Array.from({ length: count }, () => `wamid.${randomUUID()}`);

const secrets = benchSecrets();
const ours = await startDirectWorker(secrets);
const floor = await startFloor({ APP_SECRET: SECRET });
try {
  const account = await setUpAccount(ours, secrets.ADMIN_TOKEN);
  let orders = 0;
  const newOrders = () => Array.from({ length: SHOPIFY_CALLS }, () => orderCall(account, (orders += 1)));
  const newMessages = () =>
    Promise.all(
      newWamids(META_PER_SECOND * META_SECONDS).map((wamid, i) =>
        metaCall(replyValue({ from: phoneOf(i), wamid, text: 'Buongiorno' })),
      ),
    );
  const loads = [
    {
      name: `Meta, ${META_PER_SECOND} a second`,
      maxP50: 100,
      play: async (worker: DirectWorker) => atRate(META_PER_SECOND, sendsOf(worker, await newMessages())),
    },
    {
      name: `Shopify, ${SHOPIFY_CONCURRENCY} at once`,
      maxP50: MAX_P99_MS,
      play: (worker: DirectWorker) => makeCalls(worker, newOrders(), SHOPIFY_CONCURRENCY),
    },
  ];
  const rows: string[][] = [];
  for (const { name, maxP50, play } of loads) {
    const times = { floor: [] as number[], ours: [] as number[] };
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const side of round % 2 === 0 ? (['floor', 'ours'] as const) : (['ours', 'floor'] as const)) {
        times[side].push(...(await play(side === 'ours' ? ours : floor)));
      }
    }
    const of = (side: number[]) => ({ p50: percentile(side, 0.5), p99: percentile(side, 0.99) });
    const [least, own] = [of(times.floor), of(times.ours)];
    const shown = [least.p50, own.p50, least.p99, own.p99].map((ms) => ms.toFixed(1));
    rows.push([name, ...shown, (own.p50 / least.p50).toFixed(2), `p50 ≤ ${maxP50}, p99 ≤ ${MAX_P99_MS}`]);
    if (own.p50 > maxP50 || own.p99 > MAX_P99_MS) process.exitCode = 1;
  }
  console.log(
    markdownTable(['answers, ms', 'floor p50', 'ours p50', 'floor p99', 'ours p99', 'p50 ratio', 'target'], rows),
  );
} finally {
  await Promise.all([ours.stop(), floor.stop()]);
}
