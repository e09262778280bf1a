import { env } from 'cloudflare:workers';
import { beforeAll, expect, test } from 'vitest';
import codFlow from '../support/cod-flow.json';
import { newScene, type Scene, until } from '../support/scene';

let scene: Scene;
let requestId: string;
const replay = (id = requestId, body?: unknown) => scene.as('POST', `/v1/requests/${id}/replay`, body);

beforeAll(async () => {
  scene = await newScene();
  await scene.configureMerchant({
    objects: { '1001': { phone: scene.userKey, total: '59.90', customer: { first_name: 'Ada' } } },
  });
  await scene.saveFlow(codFlow, 'cod');
  requestId = await scene.start('cod');
  await scene.waitForStatus(requestId, 'waiting');
});

test('an ended request is replayed with its recorded data, and nothing is sent again', async () => {
  expect((await replay()).body).toMatchObject({ status: 409, code: 'request_not_ended' });
  await scene.reply({ text: 'Sì' });
  await scene.waitForStatus(requestId, 'completed');
  await scene.saveFlow({ ...codFlow, name: 'later' }, 'cod');
  const rows = () =>
    env.DB.batch(
      ['request_steps', 'messages', 'pushes', 'charges'].map((table) =>
        env.DB.prepare(`select * from ${table} where account_id = ?`).bind(scene.accountId),
      ),
    ).then((results) => results.map(({ results }) => results.length));
  const before = [await rows(), await scene.sentMessages(), (await scene.merchantCalls()).gets.length];
  const { status, body } = await replay();
  const path = ['order', 'ask', 'answer', 'confirmed', 'yes'];
  expect([status, body]).toEqual([
    200,
    {
      request_id: requestId,
      flow: 'cod',
      flow_version: 1,
      same: true,
      differs_at: null,
      recorded: { status: 'completed', outcome: 'confirmed', error: null, path },
      replayed: { status: 'completed', outcome: 'confirmed', error: null, path, assumed: [] },
    },
  ]);
  expect([await rows(), await scene.sentMessages(), (await scene.merchantCalls()).gets.length]).toEqual(before);
});

test('with another definition the replay shows the first difference, and assumes that new steps were done', async () => {
  const steps: any[] = structuredClone(codFlow.steps);
  steps[2].cases = [{ button: 'CONFIRM', goto: 'confirmed' }];
  steps[2].otherwise = 'refused';
  const { body } = await replay(requestId, { definition: { ...codFlow, steps } });
  expect(body).toMatchObject({
    same: false,
    differs_at: { position: 3, recorded: 'confirmed', replayed: 'refused' },
    replayed: { outcome: 'refused', path: ['order', 'ask', 'answer', 'refused', 'no'], assumed: ['refused'] },
  });
});

test('a replay stops at an object that was not recorded; an invalid definition is rejected', async () => {
  const fetches = { id: 'other', do: 'get_object', object: { id: '77' }, save_as: 'other' };
  const more = { ...codFlow, steps: [fetches, ...codFlow.steps] };
  expect((await replay(requestId, { definition: more })).body.replayed).toMatchObject({
    status: 'stopped',
    path: ['other'],
  });
  const bad = await replay(requestId, { definition: { name: 'x', steps: [{ id: 'a', do: 'end' }] } });
  expect(bad.body).toMatchObject({ status: 422, code: 'flow_invalid' });
  expect(bad.body.errors[0].path).toMatch(/^\/definition\/steps\/0/);
});

test('a request of another account gets 404', async () => {
  const other = await newScene();
  expect((await other.as('POST', `/v1/requests/${requestId}/replay`)).status).toBe(404);
});

test('a wait that ended without a reply takes no reply of another wait', async () => {
  const own = await newScene();
  await own.openWindow();
  await own.saveFlow({
    steps: [
      { id: 'say', do: 'send_message', to: own.userKey, text: 'Va bene?' },
      { id: 'first', do: 'wait_for_reply', timeout: '24h', otherwise: 'no', on_timeout: 'second' },
      { id: 'no', do: 'end', outcome: 'no' },
      { id: 'second', do: 'wait_for_reply', timeout: '24h', cases: [{ text: ['ok'], goto: 'yes' }], on_timeout: 'no' },
      { id: 'other', do: 'end', outcome: 'other' },
      { id: 'yes', do: 'end', outcome: 'yes' },
    ],
  });
  const id = await own.start();
  await own.waitForStatus(id, 'waiting');
  await own.reply({ text: 'STOP' });
  await until(async () => {
    const { steps } = await own.request(id);
    expect(steps.find(({ step }: any) => step === 'second')?.status).toBe('waiting');
  });
  await own.reply({ text: 'ok' });
  expect((await own.waitForStatus(id, 'completed')).outcome).toBe('yes');
  const path = ['say', 'first', 'second', 'yes'];
  expect((await own.as('POST', `/v1/requests/${id}/replay`)).body).toMatchObject({
    same: true,
    recorded: { path },
    replayed: { path },
  });
});
