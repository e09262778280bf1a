import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { report } from '../bench/support/report.ts';
import { setUpCustom, setUpShopify } from './chaos/accounts.ts';
import { makeCaller } from './chaos/caller.ts';
import { setUpChats } from './chaos/chat-account.ts';
import { chats } from './chaos/chats.ts';
import { checkChats, undelivered } from './chaos/check-chats.ts';
import { checkLedger } from './chaos/check-ledger.ts';
import { checkMessages } from './chaos/check-messages.ts';
import { checkParcels, leftToPerson } from './chaos/check-parcels.ts';
import { checkPushes, checkShopify } from './chaos/check-pushes.ts';
import { checkRequests } from './chaos/check-requests.ts';
import { customers } from './chaos/customers.ts';
import { load } from './chaos/load.ts';
import { setUpParcels } from './chaos/parcel-account.ts';
import { parcels } from './chaos/parcels.ts';
import { checkRow, printPromises } from './chaos/promises.ts';
import { standinFaults } from './chaos/standin-faults.ts';
import { webhookSenders } from './chaos/webhook-senders.ts';
import { seededRandom } from './local/seeded-random.ts';
import { startWorld } from './local/world.ts';

/*
 * Chaos on the real Worker: `npm run chaos -- --seed 7 --kills 20 --burst 500 --parcels 500 --chats 100`. Clients record every
 * accepted id, while the process is killed with -9 at random, the stand-ins return errors of every kind and a share of the
 * platform's calls fails (chaos/platform/faulty-worker.ts); one burst of requests comes at once, held parcels are released by
 * Qapla', and people answer customers while a system listens to the events. Then every promise is checked through the API.
 * Exits with 1 if one is broken. A seed repeats the choices, not their timing.
 */
const USUAL_KILLS = 20;
const USUAL_PARCELS = 500;
const USUAL_CHATS = 100;
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    kills: { type: 'string' },
    burst: { type: 'string', default: '500' },
    parcels: { type: 'string' },
    chats: { type: 'string' },
  },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 100_000));
const KILLS = Number(values.kills ?? USUAL_KILLS);
const BURST = Number(values.burst);
const PARCELS = Number(values.parcels ?? USUAL_PARCELS);
const CHATS = Number(values.chats ?? USUAL_CHATS);
/** How long the load runs without kills. */
const LOAD_MS = 60_000;
const PER_MILLE = 25;
/** The time limit for all work to end after the load: a release waits for its turn, and if it fails three times for half an hour more. */
const ENDS_WITHIN_MS = 50 * 60_000;

const started = Date.now();
const seconds = (): string => `${Math.round((Date.now() - started) / 1_000)} s`.padStart(5);
const note = (text: string): void => console.log(`${seconds()}  ${text}`);
const random = seededRandom(seed);
note(
  `seed ${seed}, ${KILLS} kills, ${PARCELS} held parcels, ${CHATS} chats, ${PER_MILLE / 10} % of the platform's calls fail`,
);

const world = await startWorld({
  cronMs: 2_000,
  workerArgs: (start) => [
    'scripts/chaos/platform/faulty-worker.ts',
    '--var',
    `CHAOS_SEED:${seed * 1_000 + start}`,
    '--var',
    `CHAOS_PER_MILLE:${PER_MILLE}`,
  ],
});

try {
  let kills = 0;
  const caller = makeCaller(world, () => kills);
  const senders = webhookSenders(caller, () => kills);
  const custom = await Promise.all([1, 2].map((n) => setUpCustom(caller, world, n)));
  const shopify = await setUpShopify(caller, world);
  const depots = await setUpParcels(caller, world);
  const accounts = [...custom, shopify, depots];
  const desk = await setUpChats(caller, world);

  const people = customers({ world, caller, senders, random }, [...custom, depots]);
  const faults = standinFaults({ world, random }, { custom, shopify, parcels: depots });
  const clients = load({ caller, senders, random }, { custom, shopify });
  const held = parcels({ caller, random }, depots, { count: PARCELS, accepted: clients.accepted });
  const talks = chats({ world, caller, senders, random }, desk, CHATS);
  const burstEnds = (async () => {
    const started = Date.now();
    await clients.burst(custom[0] as (typeof custom)[number], BURST);
    note(`a burst of ${BURST} requests was accepted in ${((Date.now() - started) / 1_000).toFixed(1)} s`);
  })();
  if (KILLS === 0) await sleep(LOAD_MS);
  while (kills < KILLS) {
    await sleep(500 + random() * 6_000);
    // The kills are spread over the parcels.
    while (held.heldShare() < kills / KILLS) await sleep(500);
    kills += 1;
    await world.kill();
    note(`killed with -9 and restarted, ${kills} of ${KILLS}; ${clients.accepted.length} runs promised`);
    await senders.resend();
  }
  await burstEnds;
  await held.arrived;
  await talks.talked;
  await clients.stop();
  await faults.stop();
  note(`the load has ended: ${clients.accepted.length} runs promised`);

  const open = async (): Promise<number> => {
    let count = 0;
    for (const { headers } of accounts) {
      count += (await caller.all('/v1/getRequests?status=queued&status=running&status=waiting', headers)).length;
    }
    return count - (await leftToPerson(caller, depots, held)).length;
  };
  const until = Date.now() + ENDS_WITHIN_MS;
  for (let [left, printed] = [await open(), '']; Date.now() < until; left = await open()) {
    const unapplied = await senders.unapplied();
    const planned = people.planned() + held.planned() + talks.planned() + (await undelivered(caller, desk));
    if (left + unapplied.length + planned === 0) break;
    const state = `${left} runs have not ended, ${unapplied.length} events are not applied, ${planned} are planned`;
    if (state !== printed) note(state);
    printed = state;
    await sleep(2_000);
  }
  await people.stop();
  await held.stop();
  await talks.stop();
  note('nothing is left to do; checking the promises');

  const requests = await checkRequests(caller, accounts, clients.accepted);
  const pushes = await checkPushes(caller, custom, requests.runs);
  const shop = await checkShopify(shopify, requests.runs);
  const messages = await checkMessages(caller, people, requests.runs);
  const releases = await checkParcels(caller, depots, { parcels: held, runs: requests.runs });
  const talked = await checkChats(caller, world, desk, talks);
  const ledger = await checkLedger(caller, requests.runs);
  const events = senders.deliveries.flatMap((delivery) => delivery.events);
  const rows = [
    ...requests.rows,
    ...pushes.rows,
    ...shop.rows,
    ...messages.rows,
    ...releases.rows,
    ...talked.rows,
    checkRow('webhook answered 200: its event is applied', [...new Set(events)], (name) => senders.applied.has(name)),
    ...ledger.rows,
  ];

  console.log(`\nSeed ${seed}, ${KILLS} kills, ${PARCELS} held parcels, ${CHATS} chats, ${seconds().trim()}\n`);
  const kept = printPromises(rows);

  const injected = new Map<string, number>();
  for (const [, what = ''] of readFileSync(world.logFile, 'utf8').matchAll(/\{"chaos":"([^"]+)"\}/g)) {
    injected.set(what, (injected.get(what) ?? 0) + 1);
  }
  const list = (counts: Iterable<[string, number]>) =>
    [...counts]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([what, n]) => `${what} ${n}`)
      .join(', ');
  // Only a full run is written to the results.
  if (KILLS >= USUAL_KILLS && PARCELS >= USUAL_PARCELS && CHATS >= USUAL_CHATS) {
    const counted = rows.map((row) => ({ ...row, lost: row.lost.length, extra: row.extra.length }));
    const took_s = Math.round((Date.now() - started) / 1_000);
    report('chaos', counted, {
      seed,
      kills,
      took_s,
      injected: Object.fromEntries(injected),
      parcels: releases.counts,
      chats: talked.counts,
    });
  }
  const money = (tenThousandths: number) => (tenThousandths / 10_000).toFixed(4);
  const wrong = [
    ...caller.broken,
    ...clients.unexpected,
    ...senders.unexpected,
    ...held.unexpected,
    ...talks.unexpected,
  ];
  console.log(`
Failed platform calls (before: nothing was done; after: done, the answer lost): ${list(injected)}
Faults set on the stand-ins (each waits for a call, or is replaced by the next): ${list(Object.entries(faults.counts))}; Shopify throttled ${shop.throttled}
Answers to the clients: ${list(caller.statuses)}
Webhooks: ${senders.counts.sent} deliveries, ${senders.counts.doubled} sent twice on purpose, ${senders.counts.repeated} repeated because they did not get 200
Sent again after a kill because local queues live in memory: ${senders.counts.resent}
Pushes repeated with the same webhook-id: ${pushes.again}; with a wrong signature: ${pushes.refused}; written to Shopify again: ${shop.again}
Held parcels: ${list(Object.entries(releases.counts))}
Chats: ${list(Object.entries(talked.counts))}
Questions sent again a minute after Meta's answer was lost: ${messages.resent}
Ledger: ${money(ledger.charged)} EUR charged, ${money(ledger.expected)} EUR by the client's own count
Answers that break the contract (5xx without problem+json, a stack or SQL, an unexpected status): ${wrong.length}`);
  for (const one of wrong.slice(0, 10)) console.log(`WRONG  ${one}`);
  if (!kept || wrong.length > 0 || pushes.refused > 0) throw new Error(`a promise is broken (seed ${seed})`);
  console.log('\nevery promise was kept');
} catch (error) {
  console.error(error);
  console.log(`the Worker's log: ${world.logFile}`);
  process.exitCode = 1;
} finally {
  await world.stop();
}
