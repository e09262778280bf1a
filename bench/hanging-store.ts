import { setTimeout as sleep } from 'node:timers/promises';
import { callJson, eventually } from '../scripts/local/api.ts';
import { startWorld } from '../scripts/local/world.ts';
import { percentile } from './support/load.ts';

/*
 * Whether a store that hangs slows the others (delivery.md): the time from acceptance to arrival at 49 stores, beside the
 * same load in the same run with nobody hanging. Local queues hand out one batch after another; production, side by side.
 */
const STORES = 50;
const PER_SECOND = 10;
const SECONDS = 45;
const ROUNDS = 2;
const TARGET = 1.2;

type Sample = { hanging: boolean; ms: number[] };

/** Plays the load in a world of its own and gives the delivery times of the stores that answer. */
async function play(hanging: boolean): Promise<Sample> {
  const world = await startWorld({ cronMs: 5_000 });
  const { url } = world.worker();
  try {
    const admin = { authorization: `Bearer ${world.adminToken}` };
    const { api_key } = await callJson('POST', `${url}/admin/accounts`, { headers: admin, body: { name: 'b' } });
    const headers = { 'x-api-key': api_key };
    const run = crypto.randomUUID();
    const stores: { id: string; shop: string }[] = [];
    for (let i = 0; i < STORES; i += 1) {
      const shop = `${run}-${i}`;
      const made = await callJson('POST', `${url}/v1/stores`, {
        headers,
        body: { name: shop, kind: 'custom', update_object: { url: `${world.merchant}/m/${shop}/updateObject` } },
      });
      const behaviour = { updateObject: hanging && i === 0 ? [{ hang: true, forever: true }] : [] };
      await callJson('PUT', `${world.merchant}/_control/m/${shop}`, { body: { secret: made.secret, behaviour } });
      stores.push({ id: made.id_store, shop });
    }
    const steps = [
      { id: 'push', do: 'update_object', variables: { n: 1 } },
      { id: 'done', do: 'end', outcome: 'ok' },
    ];
    await callJson('PUT', `${url}/v1/flows/bench`, { headers, body: { name: 'bench', steps } });

    const accepted = new Map<string, number>();
    const calls: Promise<void>[] = [];
    const start = async (body: object): Promise<void> => {
      const made = await callJson('POST', `${url}/v1/createRequest`, { headers, body });
      accepted.set(made.request_id, Date.now());
    };
    for (let i = 0; i < PER_SECOND * SECONDS; i += 1) {
      // A fifth of the load goes to the store that may hang: more than its share.
      const store = stores[i % 5 === 0 ? 0 : 1 + (i % (STORES - 1))];
      if (!store) throw new Error('no such store');
      const object = { type: 'order', id: String(i) };
      const body = { flow: 'bench', user_key: `u${i}`, id_store: store.id, object };
      calls.push(start(body));
      await sleep(1_000 / PER_SECOND);
    }
    await Promise.all(calls);
    const ms: number[] = [];
    for (const { shop } of stores.slice(1)) {
      const expected = Array.from({ length: PER_SECOND * SECONDS }, (_, i) => i).filter(
        (i) => i % 5 !== 0 && stores[1 + (i % (STORES - 1))]?.shop === shop,
      ).length;
      const deliveries = await eventually(
        `the pushes of ${shop}`,
        async () => {
          const seen = await callJson('GET', `${world.merchant}/_control/m/${shop}/calls`);
          return seen.deliveries.length >= expected ? seen.deliveries : null;
        },
        120_000,
      );
      for (const { at, body } of deliveries) ms.push(at - (accepted.get(body.request_id) ?? at));
    }
    return { hanging, ms };
  } finally {
    await world.stop();
  }
}

const samples: Sample[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  for (const hanging of round % 2 === 0 ? [false, true] : [true, false]) {
    const sample = await play(hanging);
    samples.push(sample);
    const [p50, p99] = [percentile(sample.ms, 0.5), percentile(sample.ms, 0.99)];
    console.log(
      `${hanging ? '1 of 50 hangs  ' : 'nobody hangs   '} p50 ${p50} ms  p99 ${p99} ms  n ${sample.ms.length}`,
    );
  }
}
const p99 = (hanging: boolean) =>
  percentile(
    samples.filter((sample) => sample.hanging === hanging).flatMap(({ ms }) => ms),
    0.99,
  );
const ratio = p99(true) / p99(false);
console.log(`p99 with a store that hangs / without: ${ratio.toFixed(2)} (at most ${TARGET})`);
if (ratio > TARGET) process.exitCode = 1;
