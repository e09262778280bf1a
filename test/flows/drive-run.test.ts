import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { makeDeps } from '../../src/composition/make-deps';
import { readSettings } from '../../src/composition/settings';
import { driveRun } from '../../src/domain/flows/drive-run';
import type { DurableRuntime } from '../../src/domain/flows/engine/durable-runtime';
import { newRequest } from '../../src/domain/requests/new-request';
import { newScene } from '../support/scene';

/** A request that no Workflow runs, and the deps to drive it by hand. */
async function handDriven() {
  const scene = await newScene();
  await scene.configureMerchant({ objects: { '1001': { total: '1' } } });
  const read = { id: 'order', do: 'get_object', save_as: 'order', on_not_found: 'done' };
  const again = { ...read, id: 'again', save_as: 'again' };
  await scene.saveFlow({ steps: [read, again, { id: 'done', do: 'end', outcome: 'ok' }] });
  const check = readSettings(env);
  if (!check.ok) throw new Error(check.invalid.join());
  const meter = { statements: 0, roundTrips: 0, rowsRead: 0 };
  const deps = makeDeps(env, check.settings, { d1: env.DB, meter, traceId: 'by-hand', ownHost: null });
  const { accountId, storeId, userKey } = scene;
  const object = { type: 'order', id: '1001' };
  const of = { accountId, storeId, userKey, object, flow: 'flow', flowVersion: 1, variables: {}, dedupeKey: null };
  const request = newRequest({ ...of, now: Date.now() });
  await deps.requests.insert(request, null);
  const { requestId } = request;
  const drive = (durable: Partial<DurableRuntime>) =>
    driveRun(deps, { accountId, requestId }, durable as unknown as DurableRuntime);
  return { scene, requestId, drive };
}

test('a failure of the platform ends the attempt with its error, and the run starts over', async () => {
  const { scene, requestId, drive } = await handDriven();
  await expect(drive({ do: () => Promise.reject(new Error('The platform is away')) })).rejects.toThrow('away');
  expect((await scene.request(requestId)).status).toBe('running');
  await drive({ do: async (_name, _retries, action) => action(true) });
  expect(await scene.request(requestId)).toMatchObject({ status: 'completed', outcome: 'ok' });
});

test('a run whose request is cancelled before its second read of an object does not call the merchant again', async () => {
  const { scene, requestId, drive } = await handDriven();
  let reads = 0;
  await drive({
    do: async (_name, _retries, action) => {
      reads += 1;
      if (reads === 2) expect((await scene.as('DELETE', `/v1/requests/${requestId}`)).status).toBe(200);
      return action(true);
    },
  });
  expect((await scene.merchantCalls()).gets).toHaveLength(1);
  expect(await scene.request(requestId)).toMatchObject({ status: 'cancelled', outcome: null });
});
