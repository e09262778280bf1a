import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { checkLedger } from './chaos/check-ledger.ts';
import { checkMessages } from './chaos/check-messages.ts';
import { checkPushes, checkShopify } from './chaos/check-pushes.ts';
import { checkRequests } from './chaos/check-requests.ts';
import { customers } from './chaos/customers.ts';
import { load } from './chaos/load.ts';
import { makeCaller } from './chaos/make-caller.ts';
import { misfortunes } from './chaos/misfortunes.ts';
import { printTable } from './chaos/print-table.ts';
import { keptRow } from './chaos/promise-row.ts';
import { setUpCustom, setUpShopify } from './chaos/set-up.ts';
import { webhookSenders } from './chaos/webhook-senders.ts';
import { seededRandom } from './local/seeded-random.ts';
import { startWorld } from './local/world.ts';

/*
 * Chaos on the real Worker: `npm run chaos`, or `npm run chaos -- --seed 7 --kills 20`. Clients that keep every id they
 * were promised, a process that is killed with -9 at random, stand-ins that fail in all their ways, and a platform of which
 * a share of the calls fails (chaos/platform/faulty-worker.ts). Afterwards every promise is checked from outside; ends with 1 when
 * one is broken. The seed draws the same choices again, not the same instants.
 */
const { values } = parseArgs({ options: { seed: { type: 'string' }, kills: { type: 'string', default: '20' } } });
const seed = Number(values.seed ?? Math.floor(Math.random() * 100_000));
const KILLS = Number(values.kills);
/** Without kills the load goes on for so long. */
const LOAD_MS = 60_000;
const PER_MILLE = 25;
/** So long after the load all must have come to its end: a push that fails twice waits five and a half minutes. */
const ENDS_WITHIN_MS = 8 * 60_000;

const started = Date.now();
const seconds = (): string => `${Math.round((Date.now() - started) / 1_000)} s`.padStart(5);
const note = (text: string): void => console.log(`${seconds()}  ${text}`);
const random = seededRandom(seed);
note(`seed ${seed}, ${KILLS} kills, ${PER_MILLE / 10} % of the platform's calls fail`);

const world = await startWorld({
  cronMs: 2_000,
  moreOf: (start) => [
    'scripts/chaos/platform/faulty-worker.ts',
    '--var',
    `CHAOS_SEED:${seed * 1_000 + start}`,
    '--var',
    `CHAOS_PER_MILLE:${PER_MILLE}`,
  ],
});
const logFile = join(world.folder, 'worker.log');

try {
  let kills = 0;
  const caller = makeCaller(world, () => kills);
  const senders = webhookSenders(caller, () => kills);
  const custom = await Promise.all([1, 2].map((n) => setUpCustom(caller, world, n)));
  const shopify = await setUpShopify(caller, world);
  const accounts = [...custom, shopify];

  const people = customers({ world, caller, senders, random }, custom);
  const troubles = misfortunes({ world, random }, { custom, shopify });
  const clients = load({ caller, senders, random }, { custom, shopify });
  if (KILLS === 0) await sleep(LOAD_MS);
  while (kills < KILLS) {
    await sleep(500 + random() * 6_000);
    kills += 1;
    await world.kill();
    note(`killed with -9 and started again, ${kills} of ${KILLS}; ${clients.causes.length} runs promised`);
    await senders.sendAgain();
  }
  await clients.stop();
  await troubles.stop();
  note(`the load is over: ${clients.causes.length} runs promised`);

  const open = async (): Promise<number> => {
    let count = 0;
    for (const { headers } of accounts) {
      count += (await caller.all('/v1/getRequests?status=queued&status=running&status=waiting', headers)).length;
    }
    return count;
  };
  const until = Date.now() + ENDS_WITHIN_MS;
  for (let [left, said] = [await open(), '']; Date.now() < until; left = await open()) {
    const unapplied = await senders.unapplied();
    if (left + unapplied.length + people.planned() === 0) break;
    const state = `${left} runs have not ended, ${unapplied.length} events are not applied, ${people.planned()} are to come`;
    if (state !== said) note(state);
    said = state;
    await sleep(2_000);
  }
  await people.leave();
  note('all is quiet; the promises are checked');

  const requests = await checkRequests(caller, accounts, clients.causes);
  const pushes = await checkPushes(caller, custom, requests.runs);
  const shop = await checkShopify(shopify, requests.runs);
  const messages = await checkMessages(caller, people, requests.runs);
  const ledger = await checkLedger(caller, requests.runs);
  const events = senders.deliveries.flatMap((delivery) => delivery.events);
  const rows = [
    ...requests.rows,
    ...pushes.rows,
    ...shop.rows,
    ...messages.rows,
    keptRow('webhook answered 200: its event is applied', [...new Set(events)], (name) => senders.applied.has(name)),
    ...ledger.rows,
  ];

  console.log(`\nSeed ${seed}, ${KILLS} kills, ${seconds().trim()}\n`);
  const kept = printTable(rows);

  const injected = new Map<string, number>();
  for (const [, what = ''] of readFileSync(logFile, 'utf8').matchAll(/\{"chaos":"([^"]+)"\}/g)) {
    injected.set(what, (injected.get(what) ?? 0) + 1);
  }
  const list = (counts: Iterable<[string, number]>) =>
    [...counts]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([what, n]) => `${what} ${n}`)
      .join(', ');
  const money = (tenThousandths: number) => (tenThousandths / 10_000).toFixed(4);
  const wrong = [...caller.broken, ...clients.unexpected, ...senders.unexpected];
  console.log(`
Calls of the platform that failed (before: nothing was done; after: done, the answer lost): ${list(injected)}
Failures that the stand-ins were told of (each waits for a call, or gives way to the next): ${list(Object.entries(troubles.told))}; Shopify throttled ${shop.throttled}
Answers to the clients: ${list(caller.statuses)}
Webhooks: ${senders.counts.sent} deliveries, ${senders.counts.twice} sent twice on purpose, ${senders.counts.refused} repeated as they were not answered 200
Sent again after a kill because local queues are in memory: ${senders.counts.again}
Pushes that came once more with the same webhook-id: ${pushes.again}; with a wrong signature: ${pushes.refused}; written to Shopify once more: ${shop.again}
Questions sent again a minute after Meta's answer was lost: ${messages.resent}
Ledger: ${money(ledger.charged)} EUR charged, ${money(ledger.expected)} EUR by the client's own count
Answers that break the contract (5xx without problem+json, a stack or SQL, an unexpected status): ${wrong.length}`);
  for (const one of wrong.slice(0, 10)) console.log(`WRONG  ${one}`);
  if (!kept || wrong.length > 0 || pushes.refused > 0) throw new Error(`a promise is broken (seed ${seed})`);
  console.log('\nevery promise was kept');
} catch (error) {
  console.error(error);
  console.log(`the Worker's log: ${logFile}`);
  process.exitCode = 1;
} finally {
  await world.stop();
}
