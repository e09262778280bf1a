import { randomUUID } from 'node:crypto';
import { markdownTable } from '../scripts/local/markdown-table.ts';
import { replyValue } from '../test/standins/meta-webhooks.ts';
import { type BenchAccount, SECRET, setUpAccount } from './support/account.ts';
import { makeCall, makeCalls, metaCall, orderCall } from './support/calls.ts';
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
const MAX_P99_MS = 500;

/** The calls of a load, made anew for each round. */
type Load = { name: string; rounds: number; maxP50: number; play: (worker: DirectWorker) => Promise<number[]> };

const newMessages = () =>
  Promise.all(
    Array.from({ length: META_PER_SECOND * META_SECONDS }, (_, i) =>
      metaCall(replyValue({ from: String(393_000_000_000 + i), wamid: `wamid.${randomUUID()}`, text: 'Buongiorno' })),
    ),
  );
const meta: Load = {
  name: `Meta, ${META_PER_SECOND} a second`,
  rounds: 2,
  maxP50: 100,
  async play(worker) {
    const sends = (await newMessages()).map((call) => () => makeCall(worker, call));
    return atRate(META_PER_SECOND, sends);
  },
};
const shopify = (account: BenchAccount): Load => ({
  name: `Shopify, ${SHOPIFY_CONCURRENCY} at once`,
  rounds: 1,
  maxP50: MAX_P99_MS,
  play(worker) {
    const calls = Array.from({ length: SHOPIFY_CALLS }, (_, i) => orderCall(account, i));
    return makeCalls(worker, calls, SHOPIFY_CONCURRENCY);
  },
});

/** Runs a load on a new Worker and a new baseline, both with empty queues. Returns the row of the table. */
async function compare(loadOf: (account: BenchAccount) => Load): Promise<string[]> {
  const secrets = benchSecrets();
  const ours = await startDirectWorker(secrets);
  const floor = await startFloor({ APP_SECRET: SECRET });
  try {
    const { name, rounds, maxP50, play } = loadOf(await setUpAccount(ours, secrets.ADMIN_TOKEN));
    const times = { floor: [] as number[], ours: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      for (const side of round % 2 === 0 ? (['floor', 'ours'] as const) : (['ours', 'floor'] as const)) {
        times[side].push(...(await play(side === 'ours' ? ours : floor)));
      }
    }
    const of = (side: number[]) => ({ p50: percentile(side, 0.5), p99: percentile(side, 0.99) });
    const [least, own] = [of(times.floor), of(times.ours)];
    if (own.p50 > maxP50 || own.p99 > MAX_P99_MS) process.exitCode = 1;
    const shown = [least.p50, own.p50, least.p99, own.p99].map((ms) => ms.toFixed(1));
    return [name, ...shown, (own.p50 / least.p50).toFixed(2), `p50 ≤ ${maxP50}, p99 ≤ ${MAX_P99_MS}`];
  } finally {
    await Promise.all([ours.stop(), floor.stop()]);
  }
}

const rows = [await compare(() => meta), await compare(shopify)];
console.log(
  markdownTable(['answers, ms', 'floor p50', 'ours p50', 'floor p99', 'ours p99', 'p50 ratio', 'target'], rows),
);
