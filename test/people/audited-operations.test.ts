import { env } from 'cloudflare:workers';
import { beforeAll, expect, test } from 'vitest';
import codFlow from '../support/cod-flow.json';
import { newMetaApp } from '../support/meta-app';
import { allOperations } from '../support/openapi-operations';
import { join } from '../support/people';
import { until } from '../support/scene';
import { newShopifyScene } from '../support/shopify-scene';
import type { Answer, Tenant } from '../support/tenant';

const operations = (await allOperations()).filter(({ method, scope }) => method !== 'GET' && scope !== null);

/** The operations that no entry stands for, each with the reason. */
const NOT_LOGGED: Record<string, string> = {
  'POST /v1/getRequests': 'reads',
  'POST /v1/requests/{id}/replay': 'changes nothing',
  'POST /v1/flows/{key}/simulate': 'changes nothing',
  'POST /v1/stores/{id}/check': 'changes the result of the last check only',
  'POST /v1/channels/{id}/check': 'changes the result of the last check only',
  'POST /v1/subscriptions/{id}/test': 'changes nothing here',
  'POST /v1/createRequest': 'made by systems in any number; the request is the record',
  'POST /v1/createOrder': 'made by systems in any number; the order is the record',
  'POST /v1/shipment_events': 'made by systems in any number; the event is the record',
  'POST /v1/messages': 'a key sends in any number, and the message names it; what a person sends is logged',
  'POST /v1/conversations/{id}/messages':
    'a key sends in any number, and the message names it; what a person sends is logged',
  'POST /v1/conversations/{id}/read': 'shows only that something was seen',
  'POST /v1/conversations/{id}/typing': 'shows only that somebody types',
  'POST /v1/media': 'a file reaches nobody before a message is sent with it',
  'POST /v1/events/{id}/replay': 'repeats no effect that has happened',
  'POST /v1/inbound_events/{id}/replay': 'repeats no effect that has happened',
  'POST /v1/subscriptions/{id}/replay': 'sends events again that the endpoint may have; the deliveries are the record',
  'POST /v1/subscriptions/{id}/deliveries/{event_id}/resend':
    'sends an event again that the endpoint may have; the delivery is the record',
};

let tenant: Tenant;
let calls: Record<string, [actions: string[], call: () => Promise<Answer>]>;

beforeAll(async () => {
  const [scene, meta] = await Promise.all([newShopifyScene(), newMetaApp()]);
  await scene.configureShopify({ bucket: { maximum: 20_000, restore_rate: 1_000 } });
  tenant = scene;
  const { as, storeId, channelId } = scene;
  await scene.openWindow();
  const made = async (method: string, path: string, body?: unknown) => {
    const answer = await as(method, path, body);
    if (answer.status > 201) throw new Error(JSON.stringify(answer.body));
    return answer.body;
  };
  const order = await made('POST', '/v1/createOrder', {
    id_store: storeId,
    order_id: '1042',
    currency: 'EUR',
    total: '1.00',
    items: [{ quantity: 1 }],
  });
  await scene.saveFlow(codFlow, 'cod');
  const limit = { type: 'duration', label: { it: 'Attesa', en: 'Wait' }, default: '24h' };
  await scene.saveFlow(
    {
      settings: { limit },
      steps: [
        { id: 'w', do: 'wait', for: '{{ settings.limit }}' },
        { id: 'done', do: 'end', outcome: 'x' },
      ],
    },
    'set',
  );
  await scene.saveFlow(
    {
      steps: [
        { id: 'push', do: 'update_object', variables: { a: 1 } },
        { id: 'w', do: 'wait', for: '1d' },
        { id: 'done', do: 'end', outcome: 'x' },
      ],
    },
    'push',
  );
  const about = { type: 'order', id: '1042' };
  const requestId = await scene.start('push', { id_store: storeId, object: about });
  const push = await until(async () => {
    const { data } = (await as('GET', `/v1/pushes?request_id=${requestId}`)).body;
    expect(data[0]?.state).toBe('delivered');
    return data[0].push_id;
  });
  const die = () => env.DB.prepare("update pushes set state = 'dead' where push_id = ?").bind(push).run();
  const [conversation] = (await made('GET', '/v1/conversations')).data;
  const key = await made('POST', '/v1/keys', { name: 'a' });
  const subscription = await made('POST', '/v1/subscriptions', { url: 'https://hooks.example/x', types: ['*'] });
  const { personId } = await join(tenant, 'agent');
  const { personId: viewer } = await join(tenant, 'viewer');
  const [session] = (await made('GET', `/v1/people/${viewer}/sessions`)).data;
  const invitation = await made('POST', '/v1/invitations', { email: 'x@x.example', name: 'X', role: 'viewer' });
  const own = await made('POST', '/v1/stores', { name: 'Own', kind: 'custom' });
  const line = { phone_number_id: '1', waba_id: '2', access_token: 't', app_secret: 'a'.repeat(32) };
  const channel = await made('POST', '/v1/channels', { name: 'Old', ...line });
  const connected = (await meta.connect(tenant)).body.channel_id;
  const day = { from: '2020-01-01', to: '2099-01-01' };
  const paused = (table: string, column: string, id: string, at: string) =>
    env.DB.prepare(`update ${table} set ${at} = 1 where ${column} = ?`).bind(id).run();

  calls = {
    'PATCH /v1/requests/{id}': [
      ['request.changed'],
      () => as('PATCH', `/v1/requests/${requestId}`, { variables: { a: 1 } }),
    ],
    'DELETE /v1/requests/{id}': [['request.cancelled'], () => as('DELETE', `/v1/requests/${requestId}`)],
    'PATCH /v1/orders/{id}': [['order.changed'], () => as('PATCH', `/v1/orders/${order.id}`, { tags: ['vip'] })],
    'POST /v1/pushes/{id}/retry': [['push.retried'], async () => (await die(), as('POST', `/v1/pushes/${push}/retry`))],
    'POST /v1/pushes/recover': [
      ['push.retried'],
      async () => (await die(), as('POST', '/v1/pushes/recover', { id_store: storeId, ...day })),
    ],
    'PATCH /v1/conversations/{id}': [
      ['conversation.changed'],
      () => as('PATCH', `/v1/conversations/${conversation.conversation_id}`, { state: 'done' }),
    ],
    'POST /v1/conversations/{id}/notes': [
      ['note.added'],
      () => as('POST', `/v1/conversations/${conversation.conversation_id}/notes`, { text: 'x' }),
    ],
    'POST /v1/subscriptions': [
      ['subscription.created'],
      () => as('POST', '/v1/subscriptions', { url: 'https://hooks.example/y', types: ['*'] }),
    ],
    'PATCH /v1/subscriptions/{id}': [
      ['subscription.changed'],
      () => as('PATCH', `/v1/subscriptions/${subscription.subscription_id}`, { description: 'x' }),
    ],
    'POST /v1/subscriptions/{id}/rotate_secret': [
      ['subscription.secret_rotated'],
      () => as('POST', `/v1/subscriptions/${subscription.subscription_id}/rotate_secret`),
    ],
    'DELETE /v1/subscriptions/{id}': [
      ['subscription.deleted'],
      () => as('DELETE', `/v1/subscriptions/${subscription.subscription_id}`),
    ],
    'POST /v1/users/{user_key}/opt_out': [
      ['customer.opted_out'],
      () => as('POST', `/v1/users/${scene.customer}/opt_out`),
    ],
    'POST /v1/users/{user_key}/opt_in': [['customer.opted_in'], () => as('POST', `/v1/users/${scene.customer}/opt_in`)],
    'DELETE /v1/users/{user_key}': [['customer.erased'], () => as('DELETE', `/v1/users/${scene.customer}`)],
    'PUT /v1/flows/{key}': [['flow.saved'], () => as('PUT', '/v1/flows/new', codFlow)],
    'PATCH /v1/flows/{key}': [['flow.deactivated'], () => as('PATCH', '/v1/flows/cod', { active: false })],
    'DELETE /v1/flows/{key}': [['flow.deactivated'], () => as('DELETE', '/v1/flows/push')],
    'PUT /v1/flows/{key}/settings': [['flow.saved'], () => as('PUT', '/v1/flows/set/settings', { limit: '12h' })],
    'POST /v1/flows/{key}/settings/restore': [
      ['flow.saved'],
      () => as('POST', '/v1/flows/set/settings/restore', { version: 1 }),
    ],
    'POST /v1/stores': [['store.created'], () => as('POST', '/v1/stores', { name: 'x', kind: 'custom' })],
    'PUT /v1/stores/{id}': [
      ['store.changed'],
      () => as('PUT', `/v1/stores/${own.id_store}`, { name: 'y', kind: 'custom' }),
    ],
    'PATCH /v1/stores/{id}': [['store.changed'], () => as('PATCH', `/v1/stores/${own.id_store}`, { name: 'z' })],
    'POST /v1/stores/{id}/rotate_secret': [
      ['store.secret_rotated'],
      () => as('POST', `/v1/stores/${own.id_store}/rotate_secret`),
    ],
    'POST /v1/stores/{id}/resume': [
      ['store.changed'],
      async () => (
        await paused('stores', 'id_store', own.id_store, 'paused_at'), as('POST', `/v1/stores/${own.id_store}/resume`)
      ),
    ],
    'DELETE /v1/stores/{id}': [['store.deleted'], () => as('DELETE', `/v1/stores/${own.id_store}`)],
    // The key in the URL of its webhooks is made with it.
    'POST /v1/stores/{id}/set_up': [
      ['key.created', 'store.set_up'],
      () => as('POST', `/v1/stores/${scene.shopId}/set_up`),
    ],
    'POST /v1/channels': [
      ['channel.created'],
      () => as('POST', '/v1/channels', { name: 'x', ...line, phone_number_id: '3' }),
    ],
    'PUT /v1/channels/{id}': [
      ['channel.changed'],
      () => as('PUT', `/v1/channels/${channel.channel_id}`, { name: 'y', phone_number_id: '1', waba_id: '2' }),
    ],
    'PATCH /v1/channels/{id}': [
      ['channel.changed'],
      () => as('PATCH', `/v1/channels/${channel.channel_id}`, { name: 'z' }),
    ],
    'POST /v1/channels/{id}/resume': [
      ['channel.changed'],
      async () => (
        await paused('channels', 'channel_id', channelId, 'broken_at'), as('POST', `/v1/channels/${channelId}/resume`)
      ),
    ],
    'DELETE /v1/channels/{id}': [['channel.deleted'], () => as('DELETE', `/v1/channels/${channel.channel_id}`)],
    'POST /v1/channels/connect': [['channel.changed'], () => meta.connect(tenant)],
    'POST /v1/channels/{id}/set_up': [['channel.set_up'], () => as('POST', `/v1/channels/${connected}/set_up`)],
    'POST /v1/channels/{id}/templates': [
      ['template.created'],
      () => as('POST', `/v1/channels/${connected}/templates`, { flow: 'cod-confirmation' }),
    ],
    'POST /v1/keys': [['key.created'], () => as('POST', '/v1/keys', { name: 'b' })],
    'POST /v1/keys/{id}/rotate': [['key.rotated'], () => as('POST', `/v1/keys/${key.key_id}/rotate`, {})],
    'DELETE /v1/keys/{id}': [['key.revoked'], () => as('DELETE', `/v1/keys/${key.key_id}`)],
    'PATCH /v1/people/{id}': [['person.changed'], () => as('PATCH', `/v1/people/${personId}`, { name: 'Ada' })],
    'DELETE /v1/people/{id}': [['person.removed'], () => as('DELETE', `/v1/people/${personId}`)],
    'DELETE /v1/people/{id}/sessions/{session_id}': [
      ['session.ended'],
      () => as('DELETE', `/v1/people/${viewer}/sessions/${session.session_id}`),
    ],
    'POST /v1/invitations': [
      ['invitation.created'],
      () => as('POST', '/v1/invitations', { email: 'y@x.example', name: 'Y', role: 'viewer' }),
    ],
    'DELETE /v1/invitations/{id}': [
      ['invitation.revoked'],
      () => as('DELETE', `/v1/invitations/${invitation.invitation_id}`),
    ],
    'PATCH /v1/account': [['account.changed'], () => as('PATCH', '/v1/account', { name: 'Negozio 2' })],
  };
});

const logged = operations
  .map(({ method, path }) => `${method} ${path}`)
  .filter((operation) => !Object.hasOwn(NOT_LOGGED, operation));

const entriesAfter = async (after: string): Promise<any[]> =>
  (await tenant.as('GET', `/v1/audit?limit=100&after=${after}`)).body.data;

test('who did it is logged for every operation that changes something', async () => {
  expect(Object.keys(calls).toSorted()).toEqual(logged.toSorted());
  let last = (await entriesAfter('')).at(-1).id;
  const seen: Record<string, unknown> = {};
  for (const [operation, [, send]] of Object.entries(calls)) {
    const { status, body } = await send();
    const entries = await entriesAfter(last);
    last = entries.at(-1)?.id ?? last;
    seen[operation] = status < 300 ? entries.map(({ action, actor }) => [action, actor.type]) : [status, body];
  }
  const expected = Object.entries(calls).map(([operation, [actions]]) => [
    operation,
    actions.map((each) => [each, 'key']),
  ]);
  expect(seen).toEqual(Object.fromEntries(expected));
});

test('only operations that there are have a reason not to be logged', () => {
  const all = operations.map(({ method, path }) => `${method} ${path}`);
  expect(Object.keys(NOT_LOGGED).filter((operation) => !all.includes(operation))).toEqual([]);
});
