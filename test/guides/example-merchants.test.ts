import { randomBytes, randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { benchSecrets, type DirectWorker, startDirectWorker } from '../../bench/support/direct-worker.ts';
import { callJson, eventually } from '../../scripts/local/api.ts';
import { canRun, EXAMPLES, type SendOptions, startExample } from '../support/node/example-merchant.ts';

const HOUR_MS = 3_600_000;
const ORDER = '1001';

/** Reads the order, pushes variables to the merchant and verifies them. */
const FLOW = {
  name: 'Push',
  steps: [
    { id: 'order', do: 'get_object', save_as: 'order', on_not_found: 'gone' },
    {
      id: 'tell',
      do: 'update_object',
      variables: { greeting: 'Ciao {{ order.customer.first_name }}', note: '{{ variables.note }}', tags: ['a', 'b'] },
      wait: true,
      verify: true,
      on_unverified: 'lost',
    },
    { id: 'done', do: 'end', outcome: 'told' },
    { id: 'lost', do: 'end', outcome: 'unverified' },
    { id: 'gone', do: 'end', outcome: 'not_found' },
  ],
};

const secrets = benchSecrets();
/** The started processes, which are stopped even if their set-up fails later. */
const started: { stop: () => Promise<unknown> }[] = [];
let worker: DirectWorker;
let api: (method: string, path: string, body?: unknown) => Promise<any>;

beforeAll(async () => {
  worker = await startDirectWorker({ ...secrets, ALLOW_PRIVATE_ENDPOINTS: 'true' });
  started.push(worker);
  const { api_key } = await callJson('POST', new URL('/admin/accounts', worker.url).href, {
    headers: { authorization: `Bearer ${secrets.ADMIN_TOKEN}` },
    body: { name: 'Negozio' },
  });
  api = (method, path, body) =>
    callJson(method, new URL(path, worker.url).href, { headers: { 'x-api-key': api_key }, body });
  await api('PUT', '/v1/flows/push', FLOW);
});
afterAll(() => Promise.all(started.map((one) => one.stop())));

describe.each(EXAMPLES)('the example merchant in $name', (example) => {
  const runs = canRun(example);
  if (!runs) console.warn(`no ${example.command} with pdo_sqlite here: the example in ${example.name} is not tried`);

  describe.skipIf(!runs)('at run time', () => {
    let merchant: Awaited<ReturnType<typeof startExample>>;
    beforeAll(async () => {
      merchant = await startExample(example);
      started.push(merchant);
      expect(await merchant.ready()).toBe('listens');
    });

    /** Creates a store with the merchant's endpoints and secret. */
    async function newStore(): Promise<string> {
      const store = await api('POST', '/v1/stores', {
        name: example.name,
        kind: 'custom',
        secret: merchant.secret,
        get_object: { url: `${merchant.url}/getObject`, headers: { 'x-token': merchant.token } },
        update_object: { url: `${merchant.url}/updateObject` },
      });
      return store.id_store;
    }

    const push = <Variables extends object>(object_id: string, sequence: number, variables: Variables) => ({
      id: 'psh_example',
      type: 'order',
      object_id,
      sequence,
      variables,
      request_id: 'req_example',
      flow: 'push',
      user_key: '+393331234567',
      created_at: new Date().toISOString(),
    });
    async function runFlow(storeId: string, note: string) {
      const request = { flow: 'push', id_store: storeId, user_key: 'u', object: { type: 'order', id: ORDER } };
      const { request_id } = await api('POST', '/v1/createRequest', { ...request, variables: { note } });
      return eventually(`the end of ${request_id}`, async () => {
        const now = await api('GET', `/v1/getRequest?request_id=${request_id}`);
        return now.status === 'completed' || now.status === 'failed' ? now : null;
      });
    }

    test.each<[string, object]>([
      ['an order alone', {}],
      ['a test order to write to', { test_object: { type: 'order', id: 'TEST-1' } }],
    ])('it passes every check of the conformance kit, with %s', async (_, more) => {
      const seen = await api('POST', `/v1/stores/${await newStore()}/check`, {
        object: { type: 'order', id: ORDER },
        ...more,
      });
      expect(seen.checks.filter((check: any) => check.status !== 'passed')).toEqual([]);
      expect(seen.checks).toHaveLength(8);
      expect(seen.ok).toBe(true);
    });

    test('pushed variables are stored exactly, also during a secret rotation', async () => {
      const storeId = await newStore();
      const note = 'perché "🎁" \\ </script>';
      expect(await runFlow(storeId, note)).toMatchObject({ status: 'completed', outcome: 'told' });
      const expected = { greeting: 'Ciao Ada', note, tags: ['a', 'b'] };
      expect(await merchant.read(ORDER)).toMatchObject({ id: ORDER, total: '59.90', ...expected });

      await api('POST', `/v1/stores/${storeId}/rotate_secret`);
      expect(await runFlow(storeId, 'by the old secret')).toMatchObject({ outcome: 'told' });
      expect((await merchant.read(ORDER)).note).toBe('by the old secret');
    });

    test('a push is stored once per webhook-id, and unknown members are ignored', async () => {
      const id = 'psh_once';
      const first = { ...push('once', 5, { answer: { deep: {}, list: [1, 0.1, null, false] } }), of_tomorrow: [] };
      expect(await merchant.send(first, { id })).toBe(200);
      expect(await merchant.send(first, { id })).toBe(200);
      expect(await merchant.send(push('once', 6, { answer: 'another' }), { id })).toBe(200);
      expect(await merchant.read('once')).toEqual({ answer: first.variables.answer });
    });

    test('a late push is accepted: it overwrites nothing newer, and its other variables are stored', async () => {
      expect(await merchant.send(push('late', 7, { state: 'newer' }))).toBe(200);
      expect(await merchant.send(push('late', 6, { state: 'older', reason: 'kept' }))).toBe(200);
      expect(await merchant.send(push('other', 1, { state: 'of its own' }))).toBe(200);
      expect(await merchant.read('late')).toEqual({ state: 'newer', reason: 'kept' });
      expect(await merchant.read('other')).toEqual({ state: 'of its own' });
    });

    test('of concurrent pushes in any order, the one with the highest sequence wins', async () => {
      const sequences = [3, 9, 1, 12, 7, 2, 11, 5, 10, 4, 8, 6];
      const answers = await Promise.all(sequences.map((n) => merchant.send(push('crowd', n, { n }))));
      expect(answers).toEqual(sequences.map(() => 200));
      expect(await merchant.read('crowd')).toEqual({ n: 12 });
    });

    test('one valid signature among several is enough', async () => {
      const stranger = `whsec_${randomBytes(24).toString('base64')}`;
      expect(await merchant.send(push('signed', 1, { n: 1 }), { secrets: [stranger, merchant.secret] })).toBe(200);
      expect(await merchant.send(push('signed', 2, { n: 2 }), { secrets: [merchant.secret, stranger] })).toBe(200);
      expect(await merchant.read('signed')).toEqual({ n: 2 });
    });

    const refused = push('refused', 1, { forged: true });
    test.each<[string, number, unknown, SendOptions]>([
      ['another secret', 401, refused, { secrets: [`whsec_${randomBytes(24).toString('base64')}`] }],
      ['a byte more than was signed', 401, refused, { tampered: `${JSON.stringify(refused)} ` }],
      ['a timestamp of an hour ago', 401, refused, { at: new Date(Date.now() - HOUR_MS) }],
      ['a timestamp of in an hour', 401, refused, { at: new Date(Date.now() + HOUR_MS) }],
      ['a timestamp that was not signed', 401, refused, { headers: { 'webhook-timestamp': '1' } }],
      ['a timestamp that is none', 401, refused, { headers: { 'webhook-timestamp': 'now' } }],
      ['no signature', 401, refused, { headers: { 'webhook-signature': '' } }],
      ['no id', 401, refused, { headers: { 'webhook-id': '' } }],
      ['another id than was signed', 401, refused, { headers: { 'webhook-id': 'psh_another' } }],
      ['no JSON', 400, '{"type":', {}],
      ['null', 400, 'null', {}],
      ['a list', 400, [], {}],
      ['variables that are a list', 400, { ...refused, variables: [] }, {}],
      ['a sequence that is a text', 400, { ...refused, sequence: '1' }, {}],
      ['no object', 400, { ...refused, object_id: undefined }, {}],
      ['2 MiB', 413, { ...refused, padding: 'x'.repeat(2 * 1_048_576) }, {}],
    ])('with %s it returns %i and stores nothing', async (_, status, body, told) => {
      expect(await merchant.send(body, told)).toBe(status);
      expect(await merchant.read('refused')).toBe(404);
    });

    test('getObject requires its own token, GET and an order id', async () => {
      expect(await merchant.read(ORDER, {})).toBe(401);
      expect(await merchant.read(ORDER, { 'x-token': `${merchant.token}0` })).toBe(401);
      expect(await merchant.read("1001' OR '1'='1")).toBe(404);
      const headers = { 'x-token': merchant.token };
      expect((await fetch(`${merchant.url}/getObject`, { headers })).status).toBe(400);
      expect((await fetch(`${merchant.url}/getObject?order_id=1`, { method: 'POST', headers })).status).toBe(404);
      expect((await fetch(`${merchant.url}/merchant.sqlite`, { headers })).status).toBe(404);
    });

    test('a failed write returns 500 and stores nothing, so that the next attempt succeeds', async () => {
      const db = new DatabaseSync(merchant.database);
      db.exec(`CREATE TRIGGER full BEFORE INSERT ON variables WHEN NEW.name = 'second'
        BEGIN SELECT RAISE(ABORT, 'no space left'); END`);
      const twice = push('full', 1, { first: 1, second: 2 });
      const id = `psh_${randomUUID()}`;
      expect(await merchant.send(twice, { id })).toBe(500);
      expect(await merchant.read('full')).toBe(404);
      db.exec('DROP TRIGGER full');
      db.close();
      expect(await merchant.send(twice, { id })).toBe(200);
      expect(await merchant.read('full')).toEqual({ first: 1, second: 2 });
    });

    test('an accepted push survives a kill', async () => {
      expect(await merchant.send(push('kept', 1, { n: 1 }), { id: 'psh_kept' })).toBe(200);
      await merchant.restart();
      expect(await merchant.read('kept')).toEqual({ n: 1 });
      expect(await merchant.send(push('kept', 2, { n: 2 }), { id: 'psh_kept' })).toBe(200);
      expect(await merchant.read('kept')).toEqual({ n: 1 });
    });
  });

  test.skipIf(!runs).each([
    ['AISAC_TOKEN', ''],
    ['AISAC_SECRET', ''],
    ['AISAC_SECRET', 'whsec_'],
    ['DATABASE', ''],
  ])('with the %s "%s" it rejects every call', async (name, value) => {
    const merchant = await startExample(example, { [name]: value });
    try {
      if ((await merchant.ready()) !== 'listens') return;
      const isRead = name === 'AISAC_TOKEN';
      const push = { type: 'order', object_id: '1', sequence: 1, variables: { n: 1 } };
      expect(isRead ? await merchant.read(ORDER, { 'x-token': '' }) : await merchant.send(push)).toBe(500);
    } finally {
      await merchant.stop();
    }
  });
});

test.skipIf(!EXAMPLES.every(canRun))('without its driver the PHP example answers what is missing', async () => {
  const [php] = EXAMPLES;
  if (!php) throw new Error('no PHP example');
  // `-n` reads no php.ini, which loads the driver.
  const merchant = await startExample({ ...php, args: (port) => ['-n', ...php.args(port)] });
  try {
    await merchant.ready();
    const response = await fetch(`${merchant.url}/getObject?order_id=${ORDER}`, {
      headers: { 'x-token': merchant.token },
    });
    expect([response.status, await response.text()]).toEqual([500, expect.stringContaining('php-sqlite3')]);
  } finally {
    await merchant.stop();
  }
});
