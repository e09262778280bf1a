import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { newScene, type Scene, until } from '../support/scene';

const asking = {
  steps: [
    { id: 'say', do: 'send_message', to: '{{ request.user_key }}', text: 'Va bene?' },
    { id: 'answer', do: 'wait_for_reply', timeout: '24h', cases: [{ text: ['ok'], goto: 'yes' }], otherwise: 'human' },
    { id: 'yes', do: 'end', outcome: 'yes' },
    { id: 'human', do: 'hand_over', note: 'Ha scritto: {{ reply.text }}' },
    { id: 'after', do: 'branch', cases: [{ when: 'variables.vip', goto: 'gift' }] },
    { id: 'plain', do: 'end', outcome: 'plain' },
    { id: 'gift', do: 'end', outcome: 'gift' },
  ],
};

test('a cancelled request accepts no replies, and cancelling again changes nothing', async () => {
  const scene = await newScene();
  await scene.openWindow();
  await scene.saveFlow(asking);
  const requestId = await scene.start();
  await scene.waitForStatus(requestId, 'waiting');
  const cancelled = await scene.as('DELETE', `/v1/requests/${requestId}`);
  expect(cancelled.status).toBe(200);
  expect(cancelled.body).toMatchObject({ status: 'cancelled', completed_at: expect.any(String) });
  const run = await env.FLOW_RUN.get(requestId);
  await until(async () => expect((await run.status()).status).toBe('terminated'));
  await scene.reply({ text: 'ok' });
  expect((await scene.as('DELETE', `/v1/requests/${requestId}`)).body).toEqual(cancelled.body);
  expect((await scene.request(requestId)).steps.map((step: any) => step.step).filter(Boolean)).toEqual([
    'say',
    'answer',
  ]);
});

test('the pending pushes of a cancelled request are cancelled, and the object’s next push is sent', async () => {
  const scene = await newScene();
  await scene.configureMerchant({ behaviour: { updateObject: [{ status: 500 }] } });
  const push = (n: number) => ({
    steps: [
      { id: 'push', do: 'update_object', variables: { n } },
      { id: 'done', do: 'end', outcome: 'ok' },
    ],
  });
  await scene.saveFlow(push(1), 'first');
  await scene.saveFlow(push(2), 'second');
  const first = await scene.start('first');
  await until(async () => {
    const { steps } = await scene.request(first);
    expect(steps.find((step: any) => step.step === 'push')?.detail.state).toBe('retrying');
  });
  await scene.waitForStatus(first, 'completed');
  const second = await scene.start('second');
  await scene.waitForStatus(second, 'completed');
  expect((await scene.as('DELETE', `/v1/requests/${first}`)).body.status).toBe('completed');
  await until(async () => expect((await scene.merchantCalls()).deliveries).toHaveLength(2), 30_000);
}, 60_000);

test('variables are merged, nested ones too, and null removes one', async () => {
  const scene = await newScene();
  await scene.openWindow();
  await scene.saveFlow(asking);
  const requestId = await scene.start('flow', { variables: { a: { b: 1, c: 2 }, d: 3 } });
  const patched = await scene.as('PATCH', `/v1/requests/${requestId}`, { variables: { a: { b: null, e: 5 }, d: 4 } });
  expect(patched.body.variables).toEqual({ a: { c: 2, e: 5 }, d: 4 });
  const large = await scene.as('PATCH', `/v1/requests/${requestId}`, { variables: { big: 'x'.repeat(32_768) } });
  expect(large.body).toMatchObject({ status: 422, errors: [{ path: '/variables' }] });
});

test('a person resumes a handed-over request with new variables', async () => {
  const scene = await newScene();
  await scene.openWindow();
  await scene.saveFlow(asking);
  const requestId = await scene.start();
  await scene.waitForStatus(requestId, 'waiting');
  const early = await scene.as('PATCH', `/v1/requests/${requestId}`, { resume: 'plain' });
  expect(early.body).toMatchObject({ status: 409, code: 'request_not_waiting' });
  await scene.reply({ text: 'chiamatemi' });
  await until(async () => {
    const { steps } = await scene.request(requestId);
    expect(steps.find((step: any) => step.step === 'human')?.detail.note).toBe('Ha scritto: chiamatemi');
  });
  const other = await scene.start('flow', { user_key: 'somebody-else' });
  const forPerson = async () => (await scene.as('GET', '/v1/requests?waiting_for=person')).body.data;
  expect((await forPerson()).map(({ request_id }: any) => request_id)).toEqual([requestId]);
  await scene.as('DELETE', `/v1/requests/${other}`);
  const wrong = await scene.as('PATCH', `/v1/requests/${requestId}`, { resume: 'nowhere' });
  expect(wrong.body).toMatchObject({ status: 422, errors: [{ path: '/resume', code: 'unknown_step' }] });
  const resumed = await scene.as('PATCH', `/v1/requests/${requestId}`, { resume: 'after', variables: { vip: true } });
  expect(resumed.status).toBe(200);
  expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('gift');
  expect(await forPerson()).toEqual([]);
});

describe('a failed request', () => {
  const restart = (scene: Scene, requestId: string) =>
    scene.as('PATCH', `/v1/requests/${requestId}`, { restart: true });
  const done = { id: 'done', do: 'end', outcome: 'ok' };
  const failing = async (scene: Scene, steps: Record<string, unknown>[]): Promise<string> => {
    await scene.saveFlow({ steps: [{ id: 'before', do: 'update_object', variables: { seen: true } }, ...steps, done] });
    const requestId = await scene.start();
    await scene.waitForStatus(requestId, 'failed');
    return requestId;
  };

  test('is restarted at the message that failed, and repeats nothing that came before', async () => {
    const scene = await newScene({ price_list: { 'flow.run': '0.05' } });
    const requestId = await failing(scene, [{ id: 'say', do: 'send_message', to: scene.userKey, text: 'Eccoci' }]);
    expect((await scene.request(requestId)).error).toMatchObject({ code: 'outside_window', step: 'say' });
    await scene.openWindow();
    const { status, body } = await restart(scene, requestId);
    expect([status, body.status, body.error, body.completed_at]).toEqual([200, 'running', null, null]);
    expect((await restart(scene, requestId)).body.code).toBe('request_not_restartable');
    expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('ok');
    const { steps } = await scene.request(requestId);
    const said = steps.filter(({ step }: any) => step?.startsWith('say'));
    expect(said.map(({ step, status: state }: any) => [step.replace(/--failed-\w+/, '--failed'), state])).toEqual([
      ['say--failed', 'failed'],
      ['say', 'done'],
    ]);
    const { data } = await scene.as('GET', `/v1/messages?request_id=${requestId}`).then(({ body: page }) => page);
    expect(data.filter(({ status: state }: any) => state !== 'failed')).toHaveLength(1);
    await until(async () => expect((await scene.merchantCalls()).deliveries).toHaveLength(1));
    const charges = await scene.as('GET', `/v1/getChargesByUserKey?user_key=${encodeURIComponent(scene.userKey)}`);
    expect(charges.body.data.filter(({ kind }: any) => kind === 'flow.run')).toHaveLength(1);
    const { body: log } = await scene.as('GET', '/v1/audit?limit=100');
    expect(log.data.filter(({ action }: any) => action === 'request.restarted')).toHaveLength(1);
  });

  test('by an update is restarted once the update was delivered, which is not sent again', async () => {
    const scene = await newScene();
    await scene.configureMerchant({ behaviour: { updateObject: [{ status: 200 }, { status: 410 }] } });
    const requestId = await failing(scene, [{ id: 'push', do: 'update_object', variables: { paid: 1 }, wait: true }]);
    expect((await restart(scene, requestId)).body).toMatchObject({ status: 409, code: 'request_not_restartable' });
    const { data } = (await scene.as('GET', '/v1/pushes?state=dead')).body;
    await scene.as('POST', `/v1/stores/${scene.storeId}/resume`);
    await scene.as('POST', `/v1/pushes/${data[0].push_id}/retry`);
    await until(async () => expect((await scene.as('GET', '/v1/pushes?state=delivered')).body.data).toHaveLength(2));
    const { deliveries } = await scene.merchantCalls();
    expect((await restart(scene, requestId)).status).toBe(200);
    expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('ok');
    expect((await scene.merchantCalls()).deliveries).toHaveLength(deliveries.length);
  });

  test('by a mistake of the flow, a completed one and one of another account are not restarted', async () => {
    const scene = await newScene();
    const wrong = await failing(scene, [{ id: 'wait', do: 'wait', until: '{% for i in (1..5000) %}x{% endfor %}' }]);
    expect((await restart(scene, wrong)).body.code).toBe('request_not_restartable');
    await scene.saveFlow({ steps: [done] });
    const completed = await scene.start();
    await scene.waitForStatus(completed, 'completed');
    expect((await restart(scene, completed)).body.code).toBe('request_not_restartable');
    expect((await restart(await newScene(), wrong)).status).toBe(404);
    const both = await scene.as('PATCH', `/v1/requests/${wrong}`, { restart: true, resume: 'done' });
    const message = '`restart` cannot be combined with `resume` or `choice`';
    expect(both.body).toMatchObject({ status: 422, errors: [{ path: '/restart', message }] });
  });
});
