import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { disableRetryDelays } from '../support/no-retry-delays';
import { newScene, runCron, until } from '../support/scene';

const fetchOrder = [
  { id: 'order', do: 'get_object', save_as: 'order', on_not_found: 'gone' },
  { id: 'found', do: 'end', outcome: 'found' },
  { id: 'gone', do: 'end', outcome: 'not_found' },
];
const say = [
  { id: 'say', do: 'send_message', to: '{{ request.user_key }}', text: 'Ciao' },
  { id: 'done', do: 'end', outcome: 'said' },
];
const push = [
  { id: 'push', do: 'update_object', variables: { seen: true }, wait: true },
  { id: 'done', do: 'end', outcome: 'pushed' },
];

disableRetryDelays();

describe('getObject', () => {
  async function run(behaviour: unknown[], objects: Record<string, unknown> = { '1001': { city: 'Roma' } }) {
    const scene = await newScene();
    await scene.configureMerchant({ behaviour: { getObject: behaviour }, objects });
    await scene.saveFlow({ steps: fetchOrder });
    return { scene, requestId: await scene.start() };
  }

  test('a 404 lets the flow branch', async () => {
    const { scene, requestId } = await run([], {});
    expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('not_found');
    expect((await scene.merchantCalls()).gets).toHaveLength(1);
  });

  test('it is retried three times, and then the answer counts', async () => {
    const { scene, requestId } = await run([{ status: 500 }, { reset: true }, { html: true }]);
    await scene.waitForStatus(requestId, 'completed');
    const { gets } = await scene.merchantCalls();
    expect(gets).toHaveLength(4);
    expect(gets[0]).toMatchObject({
      query: { order_id: '1001' },
      headers: { 'x-token': 'a-header-value-of-the-merchant' },
    });
  });

  test.each([
    ['500', { status: 500 }, 'http_500'],
    ['403', { status: 403 }, 'http_403'],
    ['HTML', { html: true }, 'not_json'],
    ['half an object', { not_json: true }, 'not_json'],
    ['a list', { status: 200, body: [1] }, 'not_json'],
    ['a redirect', { redirect: 'http://127.0.0.1:1/' }, 'redirected'],
    ['300 KB', { huge: 300_000 }, 'too_large'],
    ['a reset', { reset: true }, 'connect_failed'],
    ['a reset half way', { reset_mid_body: true }, 'connect_failed'],
  ])('%s four times fails the step with a code', async (_, behaviour, code) => {
    const { scene, requestId } = await run([{ ...behaviour, forever: true }]);
    const failed = await scene.waitForStatus(requestId, 'failed');
    expect(failed.error).toMatchObject({ code, step: 'order' });
    expect((await scene.merchantCalls()).gets).toHaveLength(4);
  });

  test('a merchant that never answers times out', async () => {
    const scene = await newScene();
    const [store] = (await scene.as('GET', '/v1/stores')).body.data;
    await scene.configureMerchant({ behaviour: { getObject: [{ hang: true, forever: true }] } });
    const { body } = await scene.as('POST', '/v1/stores', {
      name: 'hangs',
      kind: 'custom',
      get_object: { url: store.get_object.url, timeout_ms: 200 },
    });
    await scene.saveFlow({ steps: fetchOrder });
    const failed = await scene.waitForStatus(await scene.start('flow', { id_store: body.id_store }), 'failed');
    expect(failed.error).toMatchObject({ code: 'timeout', step: 'order' });
  });
});

describe('Meta', () => {
  async function run(behaviour: unknown[]) {
    const scene = await newScene();
    await scene.openWindow();
    await scene.configureMeta({ behaviour });
    await scene.saveFlow({ steps: say });
    return { scene, requestId: await scene.start() };
  }

  test.each([
    ['400 for good', { code: 131026, status: 400 }, 'meta_131026'],
    ['outside the window', { code: 131047, status: 400 }, 'meta_131047'],
  ])('%s: the step fails with its code and nothing is sent again', async (_, behaviour, code) => {
    const { scene, requestId } = await run([behaviour]);
    expect((await scene.waitForStatus(requestId, 'failed')).error).toMatchObject({ code, step: 'say' });
    expect(await scene.sentMessages()).toHaveLength(0);
  });

  test('429 and 500 are retried until the message is sent, once', async () => {
    const { scene, requestId } = await run([
      { code: 130429, status: 429 },
      { status: 500 },
      { code: 131016, status: 503 },
    ]);
    expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('said');
    expect(await scene.sentMessages()).toHaveLength(1);
  });

  test('a lasting 500 fails the step in the end', async () => {
    const { scene, requestId } = await run([{ status: 500, forever: true }]);
    expect((await scene.waitForStatus(requestId, 'failed')).error).toMatchObject({
      code: 'meta_http_500',
      step: 'say',
    });
  });
});

describe('updateObject', () => {
  test('fails twice and then works: the push arrives, each attempt is recorded, and it is charged once', async () => {
    const scene = await newScene();
    await scene.configureMerchant({
      behaviour: { updateObject: [{ reset: true }, { status: 503, headers: { 'retry-after': '1' } }] },
    });
    await scene.saveFlow({ steps: push });
    const requestId = await scene.start();
    await scene.waitForStatus(requestId, 'waiting');
    const attempts = async () => {
      const { steps } = await scene.request(requestId);
      return steps.find((step: any) => step.step === 'push')?.detail.attempts ?? [];
    };
    await until(async () => expect(await attempts()).toHaveLength(2), 30_000);
    // The third attempt is due in five minutes: the test moves the time instead of waiting.
    await env.DB.prepare('update pushes set next_at = 0, held_until = 0 where request_id = ?').bind(requestId).run();
    await runCron();
    expect((await scene.waitForStatus(requestId, 'completed', 30_000)).outcome).toBe('pushed');
    expect((await attempts()).map(({ number, status, error }: any) => [number, status, error])).toEqual([
      [1, null, 'connect_failed'],
      [2, 503, 'http_503'],
      [3, 200, null],
    ]);
    expect((await scene.merchantCalls()).deliveries.map(({ verdict }: any) => verdict)).toEqual(['ok']);
    expect((await scene.charges()).data.map(({ kind }: any) => kind)).toEqual(['push', 'flow.run']);
  }, 60_000);

  test('410 ends the push; a flow that waits for it fails with a code', async () => {
    const scene = await newScene();
    await scene.configureMerchant({ behaviour: { updateObject: [{ status: 410, forever: true }] } });
    await scene.saveFlow({ steps: push });
    const failed = await scene.waitForStatus(await scene.start(), 'failed');
    expect(failed.error).toMatchObject({ code: 'push_dead', step: 'push' });
  });

  test('pushes of one object arrive in the order of their sequence, though the first fails', async () => {
    const scene = await newScene();
    await scene.configureMerchant({ behaviour: { updateObject: [{ status: 500 }] } });
    await scene.saveFlow({
      steps: [
        ...[1, 2, 3].map((n) => ({ id: `push${n}`, do: 'update_object', variables: { n } })),
        { id: 'done', do: 'end', outcome: 'ok' },
      ],
    });
    const requestId = await scene.start();
    await scene.waitForStatus(requestId, 'completed');
    await until(async () => expect((await scene.merchantCalls()).deliveries).toHaveLength(3), 30_000);
    const { deliveries } = await scene.merchantCalls();
    expect(deliveries.map(({ body }: any) => [body.sequence, body.variables.n])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
  }, 60_000);
});

describe('the sweeper', () => {
  test('starts an accepted request that was never started', async () => {
    const scene = await newScene();
    await scene.saveFlow({ steps: [{ id: 'done', do: 'end', outcome: 'ok' }] });
    const requestId = await scene.start();
    await scene.waitForStatus(requestId, 'completed');
    const copy = requestId.replace(/.$/, requestId.endsWith('0') ? '1' : '0');
    await env.DB.prepare(
      `insert into requests (request_id, account_id, flow, flow_version, user_key, id_store, variables, status, wake_at,
        created_at, updated_at)
       select ?, account_id, flow, flow_version, user_key, id_store, variables, 'queued', 0, created_at, updated_at
       from requests where request_id = ?`,
    )
      .bind(copy, requestId)
      .run();
    await runCron();
    expect((await scene.waitForStatus(copy, 'completed')).outcome).toBe('ok');
  });

  test('wakes a run whose timer was lost', async () => {
    const scene = await newScene();
    await scene.saveFlow({
      steps: [
        { id: 'pause', do: 'wait', for: '30d' },
        { id: 'done', do: 'end', outcome: 'woke' },
      ],
    });
    const requestId = await scene.start();
    await scene.waitForStatus(requestId, 'waiting');
    await env.DB.batch([
      env.DB.prepare('update requests set wake_at = 0 where request_id = ?').bind(requestId),
      env.DB.prepare('update request_steps set deadline = 0 where request_id = ?').bind(requestId),
    ]);
    await runCron();
    expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('woke');
  });
});
