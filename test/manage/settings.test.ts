import { describe, expect, inject, test } from 'vitest';
import { APP_SECRET } from '../support/app-secret';
import { newScene } from '../support/scene';
import { call } from '../support/tenant';

const nothing = { steps: [{ id: 'done', do: 'end', outcome: 'ok' }] };

describe('the account', () => {
  test('returns timestamps in its time zone and prices as strings, and updates only given members', async () => {
    const scene = await newScene({ time_zone: 'Asia/Kolkata', retention_days: 30 });
    const { body } = await scene.as('GET', '/v1/account');
    expect(body).toMatchObject({
      time_zone: 'Asia/Kolkata',
      retention_days: 30,
      currency: 'EUR',
      features: ['orders'],
    });
    expect(body.created_at).toMatch(/\+05:30$/);
    expect(body.price_list['message.utility']).toBe('0.0691');
    const patched = await scene.as('PATCH', '/v1/account', { time_zone: 'Europe/Rome', price_list: { push: '1' } });
    expect(patched.body).toMatchObject({
      time_zone: 'Europe/Rome',
      price_list: { push: '1.0000' },
      retention_days: 30,
    });
    await scene.saveFlow(nothing);
    expect((await scene.request(await scene.start())).created_at).toMatch(/\+0[12]:00$/);
  });

  test.each([
    [{ time_zone: 'Mars/Olympus' }, '/time_zone'],
    [{ time_zone: '+01:00' }, '/time_zone'],
    [{ price_list: { push: 0.5 } }, '/price_list/push'],
    [{ price_list: { 'Not a kind': '1' } }, '/price_list/Not a kind'],
    [{ currency: 'XXY' }, '/currency'],
    [{ retention_days: 0 }, '/retention_days'],
    [{ features: ['gold'] }, '/features/0'],
    [{ account_id: 'acc_x' }, '/account_id'],
  ])('%j is rejected at %s', async (input, path) => {
    const scene = await newScene();
    const { body } = await scene.as('PATCH', '/v1/account', input);
    expect(body).toMatchObject({ status: 422, errors: [{ path }] });
  });

  test('the currency cannot change once there are charges, so no total mixes two', async () => {
    const scene = await newScene();
    expect((await scene.as('PATCH', '/v1/account', { currency: 'CHF' })).body.currency).toBe('CHF');
    await scene.saveFlow(nothing);
    await scene.waitForStatus(await scene.start(), 'completed');
    const refused = await scene.as('PATCH', '/v1/account', { currency: 'EUR', name: 'Altro' });
    expect(refused.body).toMatchObject({ status: 422, errors: [{ path: '/currency', code: 'has_charges' }] });
    const same = await scene.as('PATCH', '/v1/account', { currency: 'CHF', name: 'Nuovo' });
    expect(same.body).toMatchObject({ currency: 'CHF', name: 'Nuovo' });
  });

  test('the admin API lists, returns and updates accounts', async () => {
    const scene = await newScene();
    const headers = { authorization: `Bearer ${inject('settings').ADMIN_TOKEN}` };
    const shown = await call('GET', `/admin/accounts/${scene.accountId}`, { headers });
    expect(shown.body.account_id).toBe(scene.accountId);
    const list = await call('GET', '/admin/accounts?limit=1', { headers });
    expect(list.body.data).toHaveLength(1);
    const patched = await call('PATCH', `/admin/accounts/${scene.accountId}`, { headers, body: { features: [] } });
    expect(patched.body.features).toEqual([]);
    expect((await call('GET', '/admin/accounts/acc_x', { headers })).status).toBe(404);
  });
});

describe('flows', () => {
  test('PUT creates a version unless nothing changed, and a run keeps its version', async () => {
    const scene = await newScene();
    const wait = { id: 'wait', do: 'wait', for: '30d' };
    expect(await scene.saveFlow({ steps: [wait, ...nothing.steps] })).toMatchObject({ version: 1, active: true });
    const running = await scene.start();
    await scene.waitForStatus(running, 'waiting');
    expect(await scene.saveFlow({ steps: [...nothing.steps] })).toMatchObject({ version: 2 });
    const again = await scene.as('PUT', '/v1/flows/flow', { name: 'flow', steps: nothing.steps });
    expect([again.status, again.body.version]).toEqual([200, 2]);
    expect((await scene.request(running)).flow_version).toBe(1);
    const { body } = await scene.as('GET', '/v1/flows/flow?versions=all');
    expect(body.versions.map((one: any) => [one.version, one.definition.steps.length])).toEqual([
      [2, 1],
      [1, 2],
    ]);
    const off = await scene.as('DELETE', '/v1/flows/flow');
    expect([off.status, off.body.active]).toEqual([200, false]);
    expect((await scene.as('GET', '/v1/flows/flow')).status).toBe(200);
  });

  test('flows are listed newest first, in pages', async () => {
    const scene = await newScene();
    for (const key of ['b', 'c', 'a']) await scene.saveFlow(nothing, key);
    await scene.saveFlow({ ...nothing, send_window: { days: ['mon'], from: '09:00', to: '20:00' } }, 'b');
    const first = (await scene.as('GET', '/v1/flows?limit=2')).body;
    const rest = (await scene.as('GET', `/v1/flows?limit=2&cursor=${first.next_cursor}`)).body;
    expect([...first.data, ...rest.data].map((flow: any) => [flow.key, flow.version])).toEqual([
      ['a', 1],
      ['c', 1],
      ['b', 2],
    ]);
    expect(rest.next_cursor).toBeNull();
  });

  test('five concurrent writers create five versions', async () => {
    const scene = await newScene();
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, i) =>
        scene.as('PUT', '/v1/flows/race', { name: `name ${i}`, steps: nothing.steps }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(201));
    expect(answers.map(({ body }) => body.version).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
  });

  test('a definition with several mistakes gets an issue with a path for each', async () => {
    const scene = await newScene();
    const { status, body } = await scene.as('PUT', '/v1/flows/wrong', {
      name: 'wrong',
      trigger: { on: 'order.created', when: 'order.total >' },
      channel: 'chn_nope',
      steps: [
        { id: 'a', do: 'branch', cases: [{ when: '{% x %}', goto: 'nowhere' }] },
        { id: 'a', do: 'send_message', to: '{{ x', text: '{% include "x" %}', on_failed: 'b' },
        { id: 'end', do: 'end', outcome: 'ok' },
      ],
    });
    expect(status).toBe(422);
    expect(body.code).toBe('flow_invalid');
    expect(body.errors.map((error: any) => error.path).sort()).toEqual(
      [
        '/channel',
        '/steps/0/cases/0/goto',
        '/steps/0/cases/0/when',
        '/steps/1/id',
        '/steps/1/on_failed',
        '/steps/1/text',
        '/steps/1/to',
        '/trigger/when',
      ].sort(),
    );
    expect((await scene.as('GET', '/v1/flows/wrong')).status).toBe(404);
  });
});

describe('stores and channels', () => {
  test('a store is updated member by member, and its secrets are never returned', async () => {
    const scene = await newScene();
    const path = `/v1/stores/${scene.storeId}`;
    const before = (await scene.as('GET', path)).body;
    expect(before.get_object.headers['x-token']).toEqual({ set: true, last_four: 'hant' });
    expect(before.secret.set).toBe(true);
    const patched = await scene.as('PATCH', path, {
      name: 'Nuovo',
      get_object: { timeout_ms: 500, headers: { 'x-more': 'another-value' } },
    });
    expect(patched.body).toMatchObject({
      name: 'Nuovo',
      secret: before.secret,
      get_object: {
        url: before.get_object.url,
        timeout_ms: 500,
        headers: { 'x-token': { set: true }, 'x-more': { set: true, last_four: 'alue' } },
      },
    });
    const removed = await scene.as('PATCH', path, {
      update_object: null,
      get_object: { headers: { 'x-token': null } },
    });
    expect(removed.body.update_object).toBeNull();
    expect(Object.keys(removed.body.get_object.headers)).toEqual(['x-more']);
    const wrong = await scene.as('PATCH', path, { get_object: { url: 'ftp://x' }, rate: { burst: 0 } });
    expect(wrong.body.errors.map((error: any) => error.path)).toContain('/rate/burst');
    const misspelt = await scene.as('PATCH', path, { get_objct: null });
    expect(misspelt.body.errors).toMatchObject([{ path: '/get_objct', code: 'unknown_member' }]);
    expect((await scene.as('DELETE', path)).status).toBe(204);
    expect((await scene.as('GET', path)).status).toBe(404);
    expect((await scene.as('DELETE', path)).status).toBe(404);
  });

  test('during a secret rotation a push has two signatures', async () => {
    const scene = await newScene();
    const rotated = await scene.as('POST', `/v1/stores/${scene.storeId}/rotate_secret`);
    expect(rotated.status).toBe(200);
    expect(rotated.body.secret).toMatch(/^whsec_/);
    await scene.saveFlow({
      steps: [
        { id: 'push', do: 'update_object', variables: { n: 1 }, wait: true },
        { id: 'done', do: 'end', outcome: 'ok' },
      ],
    });
    await scene.waitForStatus(await scene.start(), 'completed');
    const { deliveries } = await scene.merchantCalls();
    // The shop still verifies with its old secret.
    expect(deliveries[0].verdict).toBe('ok');
    expect(deliveries[0].headers['webhook-signature'].split(' ')).toHaveLength(2);
    await scene.configureMerchant({ secret: rotated.body.secret });
    await scene.waitForStatus(await scene.start(), 'completed');
    expect((await scene.merchantCalls()).deliveries[1].verdict).toBe('ok');
  });

  test('a channel is updated without its secrets, and deleted', async () => {
    const scene = await newScene();
    const path = `/v1/channels/${scene.channelId}`;
    const patched = await scene.as('PATCH', path, { name: 'Nuovo' });
    expect(patched.body).toMatchObject({ name: 'Nuovo', access_token: { set: true, last_four: 'test' } });
    await scene.openWindow();
    await scene.saveFlow({
      steps: [{ id: 'say', do: 'send_message', to: scene.userKey, text: 'x' }, ...nothing.steps],
    });
    await scene.waitForStatus(await scene.start(), 'completed');
    const second = await scene.as('POST', '/v1/channels', {
      name: 'x',
      phone_number_id: '5',
      waba_id: '5',
      access_token: 'x',
      app_secret: APP_SECRET,
    });
    const clash = await scene.as('PATCH', path, { phone_number_id: '5' });
    expect([second.status, clash.body.code]).toEqual([201, 'channel_exists']);
    expect((await scene.as('DELETE', path)).status).toBe(204);
    expect((await scene.as('GET', path)).status).toBe(404);
    expect((await scene.reply({ text: 'x' })).status).toBe(401);
  });

  test.each([
    'http://127.0.0.1:1/x?y#z user',
    'https://user:pass@shop.example/x',
    'nonsense',
    'javascript:alert(1)',
    'file:///etc/passwd',
  ])('a store with the URL «%s» is rejected', async (url) => {
    const scene = await newScene();
    const { body } = await scene.as('POST', '/v1/stores', { name: 'x', kind: 'custom', get_object: { url } });
    expect(body).toMatchObject({ status: 422, errors: [{ path: '/get_object/url', code: 'url_refused' }] });
  });
});
