import { setTimeout as sleep } from 'node:timers/promises';
import { callsTo, createAccount } from '../scripts/local/account.ts';
import { callJson, eventually } from '../scripts/local/api.ts';
import { startWorld } from '../scripts/local/world.ts';
import { END } from './support/account.ts';
import { percentile } from './support/load.ts';

/*
 * Measures whether a store that hangs slows the others: the time from acceptance to arrival at 49 stores, compared with the same load in the
 * same run without a hanging store. Local queues deliver one batch after another, production many at once.
 */
const STORES = 50;
const PER_SECOND = 10;
const SECONDS = Number(process.env.SECONDS ?? 45);
const ROUNDS = Number(process.env.ROUNDS ?? 2);
const MAX_RATIO = 1.2;
const FLOW = { name: 'bench', steps: [{ id: 'push', do: 'update_object', variables: { n: 1 } }, END] };

/** The store of the i-th request. A fifth of the load goes to the first store, which may hang: more than its share. */
const storeOf = (i: number): number => (i % 5 === 0 ? 0 : 1 + (i % (STORES - 1)));

/** Plays the load in a world of its own and returns the delivery times in ms of the stores that answer. */
async function play(isHanging: boolean): Promise<number[]> {
  const world = await startWorld({ cronMs: 5_000 });
  try {
    const account = await createAccount(
      callsTo(() => world.worker().url),
      world.adminToken,
      { name: 'Banco' },
    );
    const ids: string[] = [];
    const control = (store: number) => `${world.merchant}/_control/m/store-${store}`;
    for (let i = 0; i < STORES; i += 1) {
      const { id_store, secret } = await account.addStore({
        update_object: { url: `${world.merchant}/m/store-${i}/updateObject` },
      });
      const updateObject = isHanging && i === 0 ? [{ hang: true, forever: true }] : [];
      await callJson('PUT', control(i), { body: { secret, behaviour: { updateObject } } });
      ids.push(id_store);
    }
    await account.putFlow('bench', FLOW);

    const accepted = new Map<string, number>();
    const expected = new Map<number, number>();
    const create = async (i: number): Promise<void> => {
      const body = {
        flow: 'bench',
        user_key: `u${i}`,
        id_store: ids[storeOf(i)],
        object: { type: 'order', id: String(i) },
      };
      const { request_id } = await account.call('POST', '/v1/createRequest', body);
      accepted.set(request_id, Date.now());
    };
    const calls: Promise<void>[] = [];
    for (let i = 0; i < PER_SECOND * SECONDS; i += 1) {
      expected.set(storeOf(i), (expected.get(storeOf(i)) ?? 0) + 1);
      calls.push(create(i));
      await sleep(1_000 / PER_SECOND);
    }
    await Promise.all(calls);
    const times: number[] = [];
    for (const [store, count] of [...expected].filter(([store]) => store !== 0)) {
      const arrived = async () => {
        const { deliveries } = await callJson('GET', `${control(store)}/calls`);
        return deliveries.length >= count ? deliveries : null;
      };
      const deliveries = await eventually(`the pushes of store ${store}`, arrived, 120_000);
      for (const { at, body } of deliveries) times.push(at - (accepted.get(body.request_id) ?? at));
    }
    return times;
  } finally {
    await world.stop();
  }
}

const times = { hanging: [] as number[], floor: [] as number[] };
for (let round = 0; round < ROUNDS; round += 1) {
  for (const side of round % 2 === 0 ? (['floor', 'hanging'] as const) : (['hanging', 'floor'] as const)) {
    const played = await play(side === 'hanging');
    times[side].push(...played);
    const [p50, p99] = [percentile(played, 0.5), percentile(played, 0.99)];
    console.log(
      `${side === 'hanging' ? '1 of 50 hangs' : 'none hangs   '}  p50 ${p50} ms  p99 ${p99} ms  n ${played.length}`,
    );
  }
}
const ratio = percentile(times.hanging, 0.99) / percentile(times.floor, 0.99);
console.log(`p99 with a hanging store / without: ${ratio.toFixed(2)} (at most ${MAX_RATIO})`);
if (ratio > MAX_RATIO) process.exitCode = 1;
