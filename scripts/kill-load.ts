import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { callJson, eventually } from './local/api.ts';
import { startWorld } from './local/world.ts';

/*
 * Kills the real Worker with -9 again and again under load, and then looks at the merchant's side for every push that was
 * promised: each is there, in order per object, and nothing else is.
 */
const REQUESTS = 150;
const OBJECTS = 12;
const KILLS = 5;
const CLIENTS = 6;
/** Some answers fail; few, since a push that fails twice waits five minutes. */
const MISBEHAVIOURS = Array.from({ length: 120 }, (_, i) =>
  i % 20 === 7 ? { status: 500 } : i % 20 === 13 ? { reset_mid_body: true } : { status: 200 },
);

const world = await startWorld({ cronMs: 1_000 });
const { merchant } = world;

try {
  const { api_key } = await callJson('POST', `${world.worker().url}/admin/accounts`, {
    headers: { authorization: `Bearer ${world.adminToken}` },
    body: { name: 'Carico' },
  });
  const headers = { 'x-api-key': api_key };
  const shop = `${merchant}/_control/m/load`;
  const store = await callJson('POST', `${world.worker().url}/v1/stores`, {
    headers,
    body: {
      name: 'Carico',
      kind: 'custom',
      update_object: { url: `${merchant}/m/load/updateObject` },
      rate: { per_second: 200, burst: 50, concurrency: 20 },
    },
  });
  await callJson('PUT', shop, { body: { secret: store.secret, behaviour: { updateObject: MISBEHAVIOURS } } });
  await callJson('PUT', `${world.worker().url}/v1/flows/load`, {
    headers,
    body: {
      name: 'Carico',
      steps: [
        { id: 'first', do: 'update_object', variables: { step: 1 } },
        { id: 'second', do: 'update_object', variables: { step: 2 }, wait: true },
        { id: 'done', do: 'end', outcome: 'ok' },
      ],
    },
  });

  const promised = new Set<string>();
  const todo = Array.from({ length: REQUESTS }, (_, i) => ({ i, key: randomUUID() }));
  async function client(): Promise<void> {
    for (let next = todo.shift(); next; next = todo.shift()) {
      const { i, key } = next;
      const created = await eventually(
        'an answer to createRequest',
        () =>
          callJson('POST', `${world.worker().url}/v1/createRequest`, {
            headers: { ...headers, 'idempotency-key': key },
            body: { flow: 'load', user_key: `u${i}`, object: { type: 'order', id: String(i % OBJECTS) } },
          }),
        90_000,
      );
      promised.add(created.request_id);
      await sleep(150);
    }
  }
  const clients = Array.from({ length: CLIENTS }, client);
  for (let kill = 1; kill <= KILLS; kill += 1) {
    await sleep(1_000 + Math.random() * 2_500);
    await world.kill();
    console.log(`killed with -9 and started again: ${kill} of ${KILLS}, ${promised.size} requests promised`);
  }
  await Promise.all(clients);
  assert.equal(promised.size, REQUESTS, 'every idempotency key made one request');

  async function all(path: string): Promise<any[]> {
    const rows: any[] = [];
    for (let cursor = ''; ; ) {
      const page = await callJson('GET', `${world.worker().url}${path}?limit=100${cursor}`, { headers });
      rows.push(...page.data);
      if (!page.next_cursor) return rows;
      cursor = `&cursor=${encodeURIComponent(page.next_cursor)}`;
    }
  }
  const requests = await eventually(
    'the end of every request',
    async () => {
      const rows = await all('/v1/getRequests');
      return rows.every(({ status }) => status === 'completed') ? rows : null;
    },
    900_000,
  );
  assert.deepEqual(
    new Set(requests.map(({ request_id }) => request_id)),
    promised,
    'no request is lost, none made twice',
  );

  const pushes = await all('/v1/pushes');
  assert.equal(pushes.length, 2 * REQUESTS);
  for (const { state } of pushes) assert.equal(state, 'delivered');
  const { deliveries } = await callJson('GET', `${shop}/calls`);
  const applied = deliveries.filter(({ verdict }: { verdict: string }) => verdict === 'ok');
  assert.deepEqual(
    new Set(applied.map(({ id }: { id: string }) => id)),
    new Set(pushes.map(({ push_id }) => push_id)),
    'the merchant has every push and no other',
  );
  assert.equal(applied.length, pushes.length, 'each is applied once');
  const highest = new Map<string, number>();
  for (const { body } of applied) {
    assert.equal(body.sequence, (highest.get(body.object_id) ?? 0) + 1, `object ${body.object_id} is in order`);
    highest.set(body.object_id, body.sequence);
  }
  const again = deliveries.length - applied.length;
  console.log(`${pushes.length} pushes of ${REQUESTS} requests arrived, in order per object; ${again} came once more`);
  console.log('1 passed, 0 failed');
} catch (error) {
  console.error(error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
} finally {
  await world.stop();
}
