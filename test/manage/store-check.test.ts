import { exports } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { newScene, type Scene } from '../support/scene';

const KNOWN_ORDER = { object: { type: 'order', id: '1001' } };
const model = { applies: true };

async function check(scene: Scene, body: unknown = KNOWN_ORDER): Promise<Record<string, any>> {
  const answer = await scene.as('POST', `/v1/stores/${scene.storeId}/check`, body);
  expect(answer.status).toBe(200);
  return {
    ok: answer.body.ok,
    ...Object.fromEntries(answer.body.checks.map((one: any) => [one.name, one])),
  };
}
const statuses = (checks: Record<string, any>) =>
  Object.fromEntries(Object.entries(checks).map(([name, one]) => [name, one.status ?? one]));
const ALL_PASSED = {
  ok: true,
  get_object_known: 'passed',
  get_object_speed: 'passed',
  get_object_unknown: 'passed',
  update_object_accepts: 'passed',
  update_object_duplicate: 'passed',
  update_object_out_of_order: 'passed',
  update_object_wrong_signature: 'passed',
  update_object_old_timestamp: 'passed',
};

test.each([undefined, new Uint8Array(0)])(
  'a missing or empty body starts all checks that need no input',
  async (body) => {
    const scene = await newScene();
    const request = { method: 'POST', headers: { 'x-api-key': scene.key }, body };
    const answer = await exports.default.fetch(`https://aisac.test/v1/stores/${scene.storeId}/check`, request);
    expect([answer.status, answer.status === 200 ? '' : await answer.text()]).toEqual([200, '']);
  },
);

test('text without a content type is not treated as an empty body', async () => {
  const scene = await newScene();
  const headers = { 'content-type': '' };
  expect((await scene.as('POST', `/v1/stores/${scene.storeId}/check`, '{}', headers)).status).toBe(415);
});

test('a correct merchant passes every check, and their orders are not changed', async () => {
  const scene = await newScene();
  await scene.configureMerchant({ habits: model, objects: { '1001': { id: '1001' } } });
  expect(statuses(await check(scene))).toEqual(ALL_PASSED);
  const { deliveries } = await scene.merchantCalls();
  for (const { body } of deliveries) {
    expect(body.object_id).toMatch(/^aisac-check-/);
    expect(Object.keys(body.variables)).toEqual(['aisac_check']);
  }
});

test('the newest order of the store is read if none is given', async () => {
  const scene = await newScene();
  await scene.configureMerchant({ habits: model, objects: { '77': {} } });
  expect(statuses(await check(scene, {}))).toMatchObject({ ok: true, get_object_known: 'skipped' });
  const order = { order_id: '77', id_store: scene.storeId, currency: 'EUR', total: '1.00', items: [{ quantity: 1 }] };
  expect((await scene.as('POST', '/v1/createOrder', order)).status).toBe(201);
  expect(statuses(await check(scene, {}))).toEqual(ALL_PASSED);
});

test('a given test order is updated', async () => {
  const scene = await newScene();
  await scene.configureMerchant({ habits: model, objects: { '1001': {}, T1: {} } });
  const checks = await check(scene, { ...KNOWN_ORDER, test_object: { type: 'order', id: 'T1' } });
  expect(statuses(checks)).toEqual(ALL_PASSED);
  expect(new Set((await scene.merchantCalls()).deliveries.map(({ body }) => body.object_id))).toEqual(new Set(['T1']));
});

test.each<[string, Record<string, unknown>, string, RegExp]>([
  ['undoes later pushes by late ones', { habits: { applies: true, takes: ['late'] } }, 'out_of_order', /sequence/],
  ['takes anybody’s push', { habits: { applies: true, takes: ['forged'] } }, 'wrong_signature', /signature/],
  ['refuses a push that it knows', { habits: { applies: true, refusesDuplicates: true } }, 'duplicate', /webhook-id/],
])('a merchant who %s fails a check with a remedy', async (_, settings, name, mend) => {
  const scene = await newScene();
  await scene.configureMerchant({ objects: { '1001': {} }, ...settings });
  const checks = await check(scene);
  expect(checks.ok).toBe(false);
  expect(checks[`update_object_${name}`]).toMatchObject({ status: 'failed', mend: expect.stringMatching(mend) });
});

test('unobservable results and accepted old pushes are warnings', async () => {
  const scene = await newScene();
  await scene.configureMerchant({
    objects: { '1001': {} },
    habits: { applies: true, dropsVariables: ['aisac_check'], takes: ['forged'] },
  });
  expect(statuses(await check(scene))).toMatchObject({
    update_object_out_of_order: 'warning',
    update_object_old_timestamp: 'warning',
  });
});

test.each<[string, unknown, RegExp]>([
  ['not_json', { not_json: true }, /JSON/],
  ['500', { status: 500 }, /log/],
  ['403', { status: 403 }, /firewall/],
  ['a redirect', { redirect: 'https://elsewhere.example/' }, /redirect/],
  ['a reset', { reset: true }, /TLS/],
  ['an unknown order', { status: 404 }, /parameter/],
])('a getObject that returns %s gets a remedy', async (_, behaviour, mend) => {
  const scene = await newScene();
  await scene.configureMerchant({ habits: model, behaviour: { getObject: [behaviour] } });
  const checks = await check(scene);
  expect(checks.get_object_known).toMatchObject({ status: 'failed', mend: expect.stringMatching(mend) });
});

test('an unknown order must get 404, and a slow response is a warning', async () => {
  const scene = await newScene();
  await scene.as('PATCH', `/v1/stores/${scene.storeId}`, { get_object: { timeout_ms: 2_000 } });
  const behaviour = { getObject: [{ slow: 1_200 }, { status: 200, body: {} }] };
  await scene.configureMerchant({ habits: model, objects: { '1001': {} }, behaviour });
  const checks = await check(scene);
  expect(statuses(checks)).toMatchObject({ get_object_speed: 'warning', get_object_unknown: 'failed' });
  expect(checks.get_object_unknown.mend).toMatch(/404/);
});

test('an updateObject that rejects everything gets the reason, and how to give a test order', async () => {
  const scene = await newScene();
  await scene.configureMerchant({
    objects: { '1001': {} },
    behaviour: { updateObject: [{ status: 404, forever: true }] },
  });
  const checks = await check(scene);
  expect(checks.update_object_accepts.mend).toContain('test_object');
  expect(checks.update_object_duplicate.status).toBe('skipped');
});

test('a store without endpoints, a store of another account and an invalid body are rejected', async () => {
  const scene = await newScene();
  const bare = await scene.as('POST', '/v1/stores', { name: 'Vuoto', kind: 'custom' });
  const answer = await scene.as('POST', `/v1/stores/${bare.body.id_store}/check`);
  expect(answer.body.checks.map((one: any) => one.status)).toEqual(['skipped', 'skipped']);
  const other = await newScene();
  expect((await other.as('POST', `/v1/stores/${scene.storeId}/check`)).status).toBe(404);
  expect((await scene.as('POST', `/v1/stores/${scene.storeId}/check`, { objct: {} })).status).toBe(422);
});
