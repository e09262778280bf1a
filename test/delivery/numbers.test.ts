import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { makeDeps } from '../../src/composition/make-deps';
import { readSettings } from '../../src/composition/settings';
import type { Deps } from '../../src/domain/ports';
import { deliverBatch } from '../../src/domain/pushes/deliver-batch';
import { acceptPush } from '../support/accept-push';
import { newScene } from '../support/scene';

/** The real verbs over real D1, counting the calls to stores, Durable Objects and the queue. */
function countedDeps() {
  const check = readSettings(env);
  if (!check.ok) throw new Error(check.invalid.join());
  const meter = { statements: 0, roundTrips: 0, rowsRead: 0 };
  const real = makeDeps(env, check.settings, { d1: env.DB, meter, traceId: 'numbers', ownHost: null });
  const reserved: string[] = [];
  const reported: string[] = [];
  const calledIds: string[] = [];
  const deps: Deps = {
    ...real,
    // Long enough for a busy machine: only a call that hangs takes longer.
    sleep: () => new Promise(() => undefined),
    queuePushes: async () => undefined,
    storeRate: {
      ...real.storeRate,
      reserve: async (storeId, { pushIds }) => {
        reserved.push(storeId);
        return pushIds.map((push_id) => ({ push_id, wait_ms: 0 }));
      },
      report: async (storeId) => void reported.push(storeId),
    },
    merchant: {
      ...real.merchant,
      updateObject: async ({ pushId }) => {
        calledIds.push(pushId);
        return { status: 200, error: null, retryAfter: null, answer: '', durationMs: 1 };
      },
    },
  };
  return { deps, meter, reserved, reported, calledIds };
}

async function newStores(count: number) {
  const scene = await newScene();
  const made = await Promise.all(
    Array.from({ length: count }, (_, i) =>
      scene.as('POST', '/v1/stores', {
        name: `Negozio ${i}`,
        kind: 'custom',
        update_object: { url: 'https://shop.example/updateObject' },
      }),
    ),
  );
  return { scene, stores: made.map(({ body }) => body.id_store as string) };
}

test('a batch of 100 pushes to 100 stores takes two D1 round trips, one reserve and one report per store', async () => {
  const { scene, stores } = await newStores(100);
  const { deps, meter, reserved, reported, calledIds } = countedDeps();
  const { accountId } = scene;
  const pushes = await Promise.all(
    stores.map((storeId) => acceptPush(deps, { accountId, storeId, objectId: '1', variables: { n: 1 } })),
  );
  Object.assign(meter, { statements: 0, roundTrips: 0, rowsRead: 0 });
  const ids = pushes.map(({ pushId }) => pushId);
  await deliverBatch(deps, ids, () => undefined);
  expect(meter.roundTrips).toBe(2);
  expect(calledIds.toSorted()).toEqual(ids.toSorted());
  expect(reserved.toSorted()).toEqual(stores.toSorted());
  expect(reported.toSorted()).toEqual(stores.toSorted());
}, 60_000);

test('the results of a hanging store are written later, those of the others at once', async () => {
  const { scene, stores } = await newStores(3);
  const { deps } = countedDeps();
  const { accountId } = scene;
  const pushes = await Promise.all(
    stores.map((storeId) => acceptPush(deps, { accountId, storeId, objectId: '1', variables: { n: 1 } })),
  );
  const hanging = pushes[0]?.pushId;
  const { promise: hang, resolve: letGo } = Promise.withResolvers<void>();
  const merchant: Deps['merchant'] = {
    ...deps.merchant,
    updateObject: async ({ pushId }) => {
      if (pushId === hanging) await hang;
      return { status: 200, error: null, retryAfter: null, answer: '', durationMs: 1 };
    },
  };
  const left: Promise<void>[] = [];
  const states = async () =>
    Promise.all(pushes.map(async ({ pushId }) => (await deps.pushes.find(accountId, pushId))?.push.state));
  const ids = pushes.map(({ pushId }) => pushId);
  await deliverBatch({ ...deps, merchant, sleep: (ms) => scheduler.wait(ms) }, ids, (work) => left.push(work));
  expect(await states()).toEqual(['in_flight', 'delivered', 'delivered']);
  letGo();
  await Promise.all(left);
  expect(await states()).toEqual(['delivered', 'delivered', 'delivered']);
});
