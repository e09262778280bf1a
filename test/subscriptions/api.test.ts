import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { outboxRepository } from '../../src/db/events/outbox';
import { openDatabase } from '../../src/db/sql/database';
import { eventDeliveriesRepository } from '../../src/db/subscriptions/event-deliveries';
import { purgeEvents } from '../../src/domain/subscriptions/purge-events';
import worker from '../../src/index';
import { newReceiver, polled } from '../support/event-receiver';
import { newScene, until } from '../support/scene';
import { call, newTenant } from '../support/tenant';

const END = { steps: [{ id: 'done', do: 'end', outcome: 'ok' }] };
const URL = 'https://erp.example/events';

test('a subscription is created, read, changed, listed and deleted; its secret is shown once', async () => {
  const { as } = await newTenant();
  const input = { url: URL, types: ['request.*', 'push.dead', 'request.*'], description: 'ERP' };
  const created = await as('POST', '/v1/subscriptions', input, { 'idempotency-key': 'one' });
  expect(created.status).toBe(201);
  const { secret, ...shown } = created.body;
  expect(secret).toMatch(/^whsec_/);
  expect(shown).toEqual({
    subscription_id: expect.stringMatching(/^sub_[0-9a-z]{26}$/),
    url: URL,
    types: ['request.*', 'push.dead'],
    include: [],
    description: 'ERP',
    state: 'active',
    paused_at: null,
    paused_reason: null,
    created_at: expect.any(String),
    updated_at: expect.any(String),
  });
  const repeated = await as('POST', '/v1/subscriptions', input, { 'idempotency-key': 'one' });
  expect([repeated.headers.get('idempotency-replayed'), repeated.body]).toEqual(['true', created.body]);

  const path = `/v1/subscriptions/${shown.subscription_id}`;
  const read = await as('GET', path);
  expect(read.body).toEqual({ ...shown, secret: { set: true, last_four: secret.slice(-4) } });
  const changed = await as('PATCH', path, { types: ['*'], description: null, state: 'paused' });
  expect(changed.body).toMatchObject({
    types: ['*'],
    description: null,
    url: URL,
    state: 'paused',
    paused_reason: 'by_api',
    paused_at: expect.any(String),
  });
  expect((await as('PATCH', path, { state: 'active' })).body).toMatchObject({ state: 'active', paused_at: null });
  expect((await as('GET', '/v1/subscriptions')).body).toEqual({
    data: [(await as('GET', path)).body],
    next_cursor: null,
  });
  expect((await as('DELETE', path)).status).toBe(204);
  for (const method of ['GET', 'DELETE']) expect((await as(method, path)).body.code).toBe('not_found');
  expect((await as('GET', '/v1/subscriptions')).body.data).toEqual([]);
});

describe('is refused', () => {
  test.each([
    ['a type that does not exist', { url: URL, types: ['request.done'] }, '/types/0'],
    ['a prefix without types', { url: URL, types: ['requests.*'] }, '/types/0'],
    ['a pattern of another kind', { url: URL, types: ['request.c*'] }, '/types/0'],
    ['no types', { url: URL, types: [] }, '/types'],
    ['a list of 10,000 types', { url: URL, types: Array.from({ length: 10_000 }, () => '*') }, '/types'],
    ['an unknown member', { url: URL, types: ['*'], kind: 'x' }, '/kind'],
    ['an unknown include', { url: URL, types: ['*'], include: ['cards'] }, '/include/0'],
    ['no URL', { types: ['*'] }, '/url'],
    ['a URL without a host', { url: 'https://', types: ['*'] }, '/url'],
    ['credentials in the URL', { url: 'https://a:b@erp.example/', types: ['*'] }, '/url'],
    ['another protocol', { url: 'ftp://erp.example/', types: ['*'] }, '/url'],
    ['a long URL', { url: `https://erp.example/${'x'.repeat(2_048)}`, types: ['*'] }, '/url'],
    ['a long description', { url: URL, types: ['*'], description: 'x'.repeat(501) }, '/description'],
  ])('%s', async (_, input, path) => {
    const { as } = await newTenant();
    const { status, body } = await as('POST', '/v1/subscriptions', input);
    expect([status, body.code, body.errors[0].path]).toEqual([422, 'validation_failed', path]);
    expect((await as('GET', '/v1/subscriptions')).body.data).toEqual([]);
  });

  test('the 51st subscription of an account', async () => {
    const { as, accountId } = await newTenant();
    const first = await as('POST', '/v1/subscriptions', { url: URL, types: ['*'] });
    await env.DB.prepare(
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < 49)
       insert into subscriptions select 'sub_' || ?1 || i, account_id, url, types, include, description, secret,
         retired_secrets, dispatched_seq, paused_at, paused_reason, created_at, updated_at
       from subscriptions, n where subscription_id = ?2`,
    )
      .bind(accountId, first.body.subscription_id)
      .run();
    const { status, body } = await as('POST', '/v1/subscriptions', { url: URL, types: ['*'] });
    expect([status, body.code]).toEqual([409, 'too_many_subscriptions']);
  });

  test('customers’ data for a key that may not read customers', async () => {
    const { as } = await newTenant();
    const { body: key } = await as('POST', '/v1/keys', { name: 'x', scopes: ['settings:write', 'settings:read'] });
    const narrow = (method: string, path: string, body?: unknown) =>
      call(method, path, { body, headers: { 'x-api-key': key.api_key } });
    const input = { url: URL, types: ['*'] };
    const refused = await narrow('POST', '/v1/subscriptions', { ...input, include: ['customer'] });
    expect([refused.status, refused.body.code]).toEqual([403, 'missing_scope']);
    const { body } = await narrow('POST', '/v1/subscriptions', input);
    const patched = await narrow('PATCH', `/v1/subscriptions/${body.subscription_id}`, { include: ['customer'] });
    expect([patched.status, patched.body.code]).toEqual([403, 'missing_scope']);
    const full = (await as('POST', '/v1/subscriptions', { ...input, include: ['customer'] })).body;
    const path = `/v1/subscriptions/${full.subscription_id}`;
    for (const [method, verb, change] of [
      ['PATCH', '', { url: 'https://elsewhere.example/hook' }],
      ['PATCH', '', { state: 'active' }],
      ['POST', '/rotate_secret', undefined],
      ['POST', '/replay', { since: '2026-01-01T00:00:00Z' }],
    ] as const)
      expect((await narrow(method, `${path}${verb}`, change)).body.code, `${method} ${verb}`).toBe('missing_scope');
    expect((await as('GET', path)).body.url).toBe(URL);
    expect((await narrow('GET', '/v1/events?include=customer')).body.code).toBe('missing_scope');
    expect((await narrow('GET', '/v1/events')).status).toBe(200);
  });
});

test('an inward address is refused when a subscription is created or changed', async () => {
  const { as, key } = await newTenant();
  const { body } = await as('POST', '/v1/subscriptions', { url: URL, types: ['*'] });
  const send = async (method: string, path: string, input: unknown) => {
    const context = createExecutionContext();
    const request = new Request(`https://aisac.test${path}`, {
      method,
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      body: JSON.stringify(input),
    });
    const answer = await worker.fetch(request, { ...env, ALLOW_PRIVATE_ENDPOINTS: 'false' }, context);
    await waitOnExecutionContext(context);
    return { status: answer.status, body: await answer.json<any>() };
  };
  const inward = ['http://hooks.negozio.it/', 'https://10.0.0.1/', 'https://2130706433/', 'https://[::ffff:7f00:1]/'];
  for (const url of [
    ...inward,
    'https://localhost/',
    'https://a.internal/',
    'https://aisac.test/',
    'https://hooks.negozio.it:22/',
  ]) {
    for (const [method, path] of [
      ['POST', '/v1/subscriptions'],
      ['PATCH', `/v1/subscriptions/${body.subscription_id}`],
    ] as const) {
      const refused = await send(method, path, { url, types: ['*'] });
      expect([refused.status, refused.body.errors], url).toEqual([
        422,
        [{ path: '/url', code: 'url_refused', message: expect.any(String) }],
      ]);
    }
  }
  expect((await send('POST', '/v1/subscriptions', { url: 'https://hooks.negozio.it/', types: ['*'] })).status).toBe(
    201,
  );
});

test('a test event is sent at once, signed, and its answer is shown', async () => {
  const tenant = await newTenant();
  const receiver = await newReceiver(tenant, ['push.dead']);
  const { body, status } = await tenant.as('POST', `/v1/subscriptions/${receiver.subscriptionId}/test`);
  expect(status).toBe(200);
  expect(body).toEqual({
    event_id: expect.stringMatching(/^evt_/),
    delivered: true,
    status: 200,
    error: null,
    answer: '{"ok":true}',
    duration_ms: expect.any(Number),
  });
  const [delivery] = await receiver.deliveries();
  expect(delivery).toMatchObject({
    verdict: 'ok',
    id: body.event_id,
    body: { id: body.event_id, type: 'subscription.test', data: { subscription_id: receiver.subscriptionId } },
  });
  await receiver.configure({ behaviour: { updateObject: [{ status: 503, body: { later: 1 } }] } });
  expect((await tenant.as('POST', `/v1/subscriptions/${receiver.subscriptionId}/test`)).body).toMatchObject({
    delivered: false,
    status: 503,
    error: 'http_503',
    answer: '{"later":1}',
  });
  expect(await receiver.listed()).toEqual([]);
  expect(await polled(tenant)).toEqual([]);
});

test('after a rotation events are signed with both secrets, and after a day with the new one only', async () => {
  const scene = await newScene();
  await scene.saveFlow(END);
  const receiver = await newReceiver(scene, ['request.*']);
  const path = `/v1/subscriptions/${receiver.subscriptionId}/rotate_secret`;
  const rotated = await scene.as('POST', path, undefined, { 'idempotency-key': 'r' });
  expect(rotated.status).toBe(200);
  expect(rotated.body.secret).not.toBe(receiver.secret);
  expect((await scene.as('POST', path, undefined, { 'idempotency-key': 'r' })).body).toEqual(rotated.body);
  await scene.start();
  await receiver.received('request.completed');
  await receiver.configure({ secret: rotated.body.secret });
  await scene.start();
  await receiver.received('request.completed', 'request.completed');
  const [signed] = await receiver.deliveries();
  expect(signed.headers['webhook-signature'].split(' ')).toHaveLength(2);

  await env.DB.prepare(
    `update subscriptions set retired_secrets = json_set(retired_secrets, '$[0].until', 1) where subscription_id = ?`,
  )
    .bind(receiver.subscriptionId)
    .run();
  await scene.start();
  await receiver.received('request.completed', 'request.completed', 'request.completed');
  expect((await receiver.deliveries()).at(-1).headers['webhook-signature'].split(' ')).toHaveLength(1);
});

test('events are replayed since an instant, by type, under their ids, also those from before the subscription', async () => {
  const scene = await newScene();
  await scene.saveFlow(END);
  for (let n = 0; n < 3; n += 1) await scene.waitForStatus(await scene.start(), 'completed');
  await scene.as('POST', '/v1/keys', { name: 'x' });
  const receiver = await newReceiver(scene, ['request.*', 'account.*']);
  const events = await polled(scene);
  expect(events).toHaveLength(4);
  const path = `/v1/subscriptions/${receiver.subscriptionId}/replay`;
  const future = await scene.as('POST', path, { since: '2100-01-01' });
  expect(future.body).toEqual({ replayed: 0, next_since: null });
  const since = events[1].timestamp;
  const replayed = await scene.as('POST', path, { since, types: ['request.completed'] });
  expect(replayed.body).toEqual({ replayed: 2, next_since: null });
  await until(async () => expect(await receiver.deliveries()).toHaveLength(2));
  expect((await receiver.bodies()).toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
    events.slice(1, 3).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  );
  await until(async () =>
    expect((await receiver.listed()).map(({ state }: any) => state)).toEqual(['delivered', 'delivered']),
  );
  expect((await scene.as('POST', path, { since: '2026-01-01' })).body.replayed).toBe(4);
  await until(async () => expect(await receiver.deliveries()).toHaveLength(6));
  expect((await scene.as('POST', path, { since: 'yesterday' })).body.code).toBe('validation_failed');
  expect((await scene.as('POST', path, { since: '2026-01-01', types: ['no.such'] })).status).toBe(422);
});

test('a delivered event is sent again by hand', async () => {
  const scene = await newScene();
  await scene.saveFlow(END);
  const receiver = await newReceiver(scene, ['request.*']);
  await scene.start();
  const { event_id } = await receiver.deliveryIn('delivered');
  const path = `/v1/subscriptions/${receiver.subscriptionId}/deliveries`;
  expect((await scene.as('POST', `${path}/${event_id}/resend`)).body).toEqual({ event_id });
  await until(async () => expect(await receiver.deliveries()).toHaveLength(2));
  const [once, again] = await receiver.deliveries();
  expect([once.verdict, again.verdict, again.id]).toEqual(['ok', 'duplicate', event_id]);
  await until(async () => expect((await receiver.listed())[0]).toMatchObject({ state: 'delivered', attempts_made: 2 }));
  expect((await scene.as('POST', `${path}/evt_x/resend`)).status).toBe(404);
  expect((await scene.as('GET', `${path}?state=dead`)).body.data).toEqual([]);
  expect((await scene.as('GET', `${path}?state=delivered`)).body.data).toHaveLength(1);
});

test('another account can neither see nor use a subscription, its deliveries or its events', async () => {
  const scene = await newScene();
  await scene.saveFlow(END);
  const receiver = await newReceiver(scene, ['*']);
  await scene.start();
  const [event] = await receiver.received('request.completed');
  const other = await newTenant();
  const path = `/v1/subscriptions/${receiver.subscriptionId}`;
  const calls: [string, string, unknown?][] = [
    ['GET', path],
    ['PATCH', path, { url: 'https://evil.example/' }],
    ['DELETE', path],
    ['POST', `${path}/rotate_secret`],
    ['POST', `${path}/test`],
    ['POST', `${path}/replay`, { since: '2026-01-01' }],
    ['GET', `${path}/deliveries`],
    ['POST', `${path}/deliveries/${event.id}/resend`],
  ];
  for (const [method, at, body] of calls) expect((await other.as(method, at, body)).status, at).toBe(404);
  expect((await other.as('GET', '/v1/subscriptions')).body.data).toEqual([]);
  expect((await other.as('GET', `/v1/events?after=${event.id}`)).body.data).toEqual([]);
  expect(await receiver.get()).toMatchObject({ url: receiver.url, state: 'active' });
  expect(await receiver.deliveries()).toHaveLength(1);
});

describe('the poll', () => {
  test('goes on after any event, page by page, and misses nothing', async () => {
    const scene = await newScene();
    await scene.saveFlow(END);
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) ids.push(await scene.start());
    await until(async () => expect(await polled(scene, '&type=request.*')).toHaveLength(5));
    const all = await polled(scene);
    expect(all.map(({ data }): string => data.request_id).toSorted()).toEqual(ids.toSorted());
    for (const [i, { id }] of all.entries()) {
      const { body } = await scene.as('GET', `/v1/events?after=${id}`);
      expect(body).toEqual({ data: all.slice(i + 1), next_cursor: null });
    }
    const first = await scene.as('GET', '/v1/events?limit=3');
    const rest = await scene.as('GET', `/v1/events?limit=3&cursor=${first.body.next_cursor}`);
    expect([...first.body.data, ...rest.body.data]).toEqual(all);
    expect((await scene.as('GET', '/v1/events?type=message.*')).body.data).toEqual([]);
    for (const bad of ['after=x', 'type=no.such', 'limit=0', 'cursor=x', 'include=cards', 'after=req_x']) {
      expect((await scene.as('GET', `/v1/events?${bad}`)).status, bad).toBe(422);
    }
  });

  test('after an event that is not here any more begins at its time', async () => {
    const scene = await newScene();
    await scene.saveFlow(END);
    await scene.start();
    await until(async () => expect(await polled(scene)).toHaveLength(1));
    const [kept] = await polled(scene);
    const gone = `evt_${kept.id.slice(4, -3)}zzz`;
    expect((await scene.as('GET', `/v1/events?after=${gone}`)).body.data).toEqual([kept]);
  });

  test('the raw inbound log still answers under its old address', async () => {
    const scene = await newScene();
    await scene.openWindow();
    const path = '/v1/inbound_events?type=inbound.message';
    const { body } = await until(async () => {
      const answer = await scene.as('GET', path);
      expect(answer.body.data).toHaveLength(1);
      return answer;
    });
    expect((await scene.as('GET', '/v1/events?type=inbound.message')).body).toEqual(body);
    expect((await scene.as('GET', '/v1/events?state=applied')).body.data).toEqual(body.data);
    const [{ event_id: id }] = body.data;
    expect((await scene.as('GET', `/v1/events/${id}`)).body).toEqual(
      (await scene.as('GET', `/v1/inbound_events/${id}`)).body,
    );
    for (const base of ['inbound_events', 'events']) {
      const { status, body: replayed } = await scene.as('POST', `/v1/${base}/${id}/replay`);
      expect([status, replayed.event_id]).toEqual([200, id]);
    }
    expect((await polled(scene)).map(({ type }: any) => type)).toContain('message.received');
  });
});

test('the catalogue has a schema and an example of every type, as the webhooks of the API reference have', async () => {
  const { as } = await newTenant();
  const { body } = await as('GET', '/v1/event_types');
  const { webhooks } = (await call('GET', '/openapi.json')).body;
  expect(body.next_cursor).toBeNull();
  expect(body.data.map(({ type }: any) => type).toSorted()).toEqual(Object.keys(webhooks).toSorted());
  for (const { type, schema, example } of body.data) {
    expect(example.type, type).toBe(type);
    expect(schema.properties.type.const, type).toBe(type);
    const content = webhooks[type].post.requestBody.content['application/json'];
    expect(content.example, type).toEqual(example);
    expect(Object.keys(content.schema.properties), type).toEqual(Object.keys(schema.properties));
  }
});

test('events, deliveries and attempts are deleted after 30 days', async () => {
  const scene = await newScene();
  await scene.saveFlow(END);
  const receiver = await newReceiver(scene, ['*']);
  await scene.start();
  await receiver.deliveryIn('delivered');
  await scene.start();
  await until(async () => expect(await polled(scene)).toHaveLength(2));
  const old = Date.now() - 31 * 86_400_000;
  const [first] = await polled(scene);
  for (const [table, column] of [
    ['outbox_events', 'created_at'],
    ['event_deliveries', 'created_at'],
    ['event_delivery_attempts', 'started_at'],
  ]) {
    await env.DB.prepare(`update ${table} set ${column} = ? where account_id = ? and event_id = ?`)
      .bind(old, scene.accountId, first.id)
      .run();
  }
  const db = openDatabase(env.DB);
  const deps = { eventDeliveries: eventDeliveriesRepository(db), outbox: outboxRepository(db), now: () => Date.now() };
  await purgeEvents(deps, 1_000_000);
  expect(await polled(scene)).toHaveLength(1);
  const deliveries = await receiver.listed();
  expect(deliveries.map(({ event_id }: any) => event_id)).not.toContain(first.id);
  const { total } = (await env.DB.prepare('select count(*) as total from event_delivery_attempts where event_id = ?')
    .bind(first.id)
    .first<{ total: number }>()) ?? { total: -1 };
  expect(total).toBe(0);
});
