import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { eventSchema } from '../../src/domain/outbox/event-schema';
import { EVENT_TYPE_NAMES } from '../../src/domain/outbox/event-types';
import { newParcelShop } from '../shipments/parcel-shop';
import { statusValue } from '../standins/meta-webhooks';
import { isOfConversation, newReceiver, polled } from '../support/event-receiver';
import { newScene, runCron, until } from '../support/scene';
import { newOrderNumber, newShopifyScene } from '../support/shopify-scene';
import type { Tenant } from '../support/tenant';

const seen = new Set<string>();

/** Fails unless a body has the members of its type's schema, and no other. */
function expectOfSchema(body: any): void {
  const schema = eventSchema(body.type);
  const parsed = schema.parse(body);
  expect(parsed, body.type).toEqual(body);
  seen.add(body.type);
}

/** Waits until the account has events of these types, in this order, and returns them. Those of conversations have their own test. */
async function events(tenant: Pick<Tenant, 'as'>, ...types: string[]): Promise<any[]> {
  const bodies = await until(async () => {
    const all = (await polled(tenant)).filter((body) => !isOfConversation(body));
    expect(all.map(({ type }) => type)).toEqual(types);
    return all;
  });
  for (const body of bodies) expectOfSchema(body);
  return bodies;
}

const push = {
  steps: [
    { id: 'push', do: 'update_object', variables: { a: 1 } },
    { id: 'done', do: 'end', outcome: 'pushed' },
  ],
};

describe('messages', () => {
  test('a message that comes, is sent, delivered and read; each is an event once, however often Meta repeats it', async () => {
    const scene = await newScene();
    const receiver = await newReceiver(scene, ['message.*'], { include: ['customer'] });
    const wamid = await scene.openWindow();
    await scene.reply({ wamid, text: 'Buongiorno' });
    await scene.saveFlow({
      steps: [
        { id: 'say', do: 'send_message', to: scene.userKey, text: 'Ciao' },
        { id: 'done', do: 'end', outcome: 'said' },
      ],
    });
    const requestId = await scene.start();
    await scene.waitForStatus(requestId, 'completed');
    const [sent] = await scene.sentMessages();
    for (const status of ['sent', 'read', 'delivered', 'sent', 'read']) {
      await scene.status({ wamid: sent?.wamid ?? '', status });
      await until(async () => {
        const { body } = await scene.as('GET', `/v1/messages?request_id=${requestId}`);
        expect(body.data[0].statuses.map((one: any) => one.status)).toContain(status);
      });
    }
    const all = await events(
      scene,
      'message.received',
      'request.completed',
      'message.sent',
      'message.read',
      'message.delivered',
    );
    const bodies = await receiver.received('message.received', 'message.sent', 'message.read', 'message.delivered');
    for (const body of bodies) expectOfSchema(body);
    const [received, ...outgoing] = bodies;
    expect(received.data).toMatchObject({
      channel_id: scene.channelId,
      request_id: null,
      direction: 'in',
      kind: 'text',
      customer: { user_key: scene.userKey },
      content: { text: 'Buongiorno' },
    });
    expect(outgoing.map(({ data }) => [data.request_id, data.direction, data.sequence])).toEqual([
      [requestId, 'out', 1],
      [requestId, 'out', 2],
      [requestId, 'out', 3],
    ]);
    expect(JSON.stringify(all)).not.toContain(scene.customer);
    expect(JSON.stringify(all)).not.toContain('Buongiorno');
    const withCustomers = await polled(scene, '&type=message.*&include=customer');
    expect(withCustomers).toEqual(bodies);
  });

  test('a message that Meta rejects, and one that Meta fails later', async () => {
    const scene = await newScene();
    await scene.openWindow();
    await scene.configureMeta({ behaviour: [{ code: 131_026, status: 400 }] });
    await scene.saveFlow({
      steps: [
        { id: 'say', do: 'send_message', to: scene.userKey, text: 'Ciao' },
        { id: 'done', do: 'end', outcome: 'said' },
      ],
    });
    const refused = await scene.start();
    await scene.waitForStatus(refused, 'failed');
    const [, failed] = await events(scene, 'message.received', 'message.failed', 'request.failed');
    expect(failed.data).toMatchObject({ request_id: refused, direction: 'out', error_codes: ['meta_131026'] });

    const late = await scene.start();
    await scene.waitForStatus(late, 'completed');
    const [sent] = await scene.sentMessages();
    const status = statusValue({ wamid: sent?.wamid ?? '', status: 'failed', recipient: scene.customer });
    const value = structuredClone(status) as any;
    value.statuses[0].errors = [{ code: 131_049, title: 'Not delivered' }];
    await scene.webhook(value);
    await scene.webhook(value);
    const all = await events(
      scene,
      'message.received',
      'message.failed',
      'request.failed',
      'request.completed',
      'message.failed',
    );
    expect(all.at(-1).data).toMatchObject({ request_id: late, error_codes: ['meta_131049'] });
  });
});

describe('pushes and stores', () => {
  test('a push that is dead, and the store that its 410 pauses', async () => {
    const scene = await newScene();
    await scene.configureMerchant({ behaviour: { updateObject: [{ status: 410 }] } });
    await scene.saveFlow(push);
    const requestId = await scene.start();
    await scene.waitForStatus(requestId, 'completed');
    const all = await until(async () => {
      const bodies = await polled(scene, '&type=push.*');
      expect(bodies).toHaveLength(2);
      return bodies;
    });
    for (const body of all) expectOfSchema(body);
    const [dead, disabled] = all;
    const store = (await scene.as('GET', `/v1/stores/${scene.storeId}`)).body;
    expect(dead.data).toMatchObject({
      id_store: scene.storeId,
      subscription_id: null,
      endpoint: store.update_object.url,
      attempts: 1,
      last_status: 410,
      last_error: 'http_410',
      url: `/v1/pushes/${dead.data.push_id}`,
    });
    expect(disabled.data).toMatchObject({ id_store: scene.storeId, reason: 'http_410', since: store.paused_at });
  });

  test('a shop that no longer accepts our token', async () => {
    const scene = await newShopifyScene();
    const number = newOrderNumber();
    await scene.configureShopify({ orders: { [number]: {} }, token: 'shpat_another' });
    await scene.saveFlow({ ...push, steps: [{ ...push.steps[0], variables: { tags: ['x'] } }, push.steps[1]] });
    await scene.start('flow', { id_store: scene.shopId, object: { type: 'order', id: number } });
    const [body] = await until(async () => {
      const bodies = await polled(scene, '&type=store.*');
      expect(bodies).toHaveLength(1);
      return bodies;
    });
    expectOfSchema(body);
    expect(body).toMatchObject({ type: 'store.disconnected', data: { id_store: scene.shopId, reason: 'http_401' } });
  });

  test('a shop whose webhooks vanish, and that uninstalls the app', async () => {
    const scene = await newShopifyScene();
    await scene.configureShopify({ bucket: { maximum: 20_000, restore_rate: 1_000 } });
    await scene.as('POST', `/v1/stores/${scene.shopId}/set_up`);
    await scene.configureShopify({ webhooks: [] });
    await env.DB.prepare('update stores set reconcile_at = 0 where id_store = ?').bind(scene.shopId).run();
    await runCron();
    const [restored] = await events(scene, 'store.webhooks_restored');
    expect(restored.data).toMatchObject({ id_store: scene.shopId, sequence: 1 });
    await scene.configureShopify({ token: null });
    await scene.webhook('{}', { action: 'app', headers: { 'x-shopify-topic': 'app/uninstalled' } });
    const [, disconnected] = await events(scene, 'store.webhooks_restored', 'store.disconnected');
    expect(disconnected.data).toMatchObject({ id_store: scene.shopId, reason: 'app_uninstalled', sequence: 2 });
  });
});

test('a channel that breaks, and works again', async () => {
  const scene = await newScene();
  await scene.accountWebhook('account_update', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE' } });
  const [broken] = await events(scene, 'channel.broken');
  expect(broken.data).toMatchObject({ channel_id: scene.channelId, reason: 'disabled_update', sequence: 1 });
  for (let n = 0; n < 2; n += 1) await scene.as('POST', `/v1/channels/${scene.channelId}/resume`);
  const [, restored] = await events(scene, 'channel.broken', 'channel.restored');
  expect(restored.data).toMatchObject({ channel_id: scene.channelId, reason: null, sequence: 2 });
});

test('a channel that Meta limits and warns about; a repeated report is no event', async () => {
  const scene = await newScene();
  const until_s = Math.floor(Date.now() / 1_000) + 604_800;
  const limit = (type: string) => ({
    event: 'ACCOUNT_RESTRICTION',
    restriction_info: [
      { restriction_type: type, expiration: until_s },
      { restriction_type: 'RESTRICTED_ADD_PHONE_NUMBER_ACTION', expiration: until_s },
    ],
  });
  const violation = { event: 'ACCOUNT_VIOLATION', violation_info: { violation_type: 'SCAM' } };
  const reports = [limit('RESTRICTED_BIZ_INITIATED_MESSAGING'), violation];
  for (const value of [...reports, ...reports]) await scene.accountWebhook('account_update', value);
  const applied = (count: number) =>
    until(async () => {
      const { body } = await scene.as('GET', '/v1/inbound_events?type=inbound.account');
      expect(body.data.filter(({ state }: any) => state === 'applied')).toHaveLength(count);
    });
  await applied(2);
  await scene.accountWebhook('security', { event: 'PIN_CHANGED', requester: '61000000000000' });
  await applied(3);
  const all = await polled(scene);
  for (const body of all) expectOfSchema(body);
  expect(all.map(({ type, data }) => `${type} ${data.reason}`).toSorted()).toEqual([
    'channel.limited restricted_biz_initiated_messaging',
    'channel.warning pin_changed',
    'channel.warning violation_scam',
  ]);
});

test('a template that Meta approves, rejects, pauses and recategorises; a repeated report is no event', async () => {
  const scene = await newScene();
  const template = { message_template_name: 'order_confirmation', message_template_language: 'it' };
  const status = (event: string, reason = 'NONE') =>
    scene.accountWebhook('message_template_status_update', { ...template, event, reason });
  const applied = (count: number) =>
    until(async () => {
      const { body } = await scene.as('GET', '/v1/inbound_events?type=inbound.account');
      expect(body.data).toHaveLength(count);
      expect(body.data.every(({ state }: any) => state === 'applied')).toBe(true);
    });
  await status('APPROVED');
  await applied(1);
  await status('APPROVED', 'again');
  await applied(2);
  await status('REJECTED', 'INVALID_FORMAT');
  await applied(3);
  await status('PAUSED');
  await applied(4);
  await scene.accountWebhook('template_category_update', {
    ...template,
    previous_category: 'UTILITY',
    new_category: 'MARKETING',
  });
  await applied(5);
  await status('APPROVED', 'third');
  await applied(6);
  const all = await events(
    scene,
    'template.approved',
    'template.rejected',
    'template.paused',
    'template.recategorised',
    'template.approved',
  );
  expect(all[1].data).toMatchObject({ name: 'order_confirmation', language: 'it', reason: 'INVALID_FORMAT' });
  expect(all[3].data).toMatchObject({ category: 'MARKETING', waba_id: scene.wabaId, sequence: 4 });
});

test('a parcel, from the depot to the customer, and one that is lost', async () => {
  const shop = await newParcelShop();
  await shop.reportAll(shop.event('in_transit'));
  await shop.reportAll(shop.event('in_transit', { id: 'again' } as any));
  for (const state of ['out_for_delivery', 'attempt_failed', 'held', 'delivered']) {
    await shop.reportAll({ ...shop.event(state), event: { state, at: new Date().toISOString() } });
  }
  const parcel = { parcel: { tracking_number: 'XX2' } };
  for (const state of ['returning', 'returned']) {
    await shop.reportAll({ ...shop.event(state, parcel), event: { state, at: new Date().toISOString() } });
  }
  const picked = shop.event('ready_for_pickup', { parcel: { tracking_number: 'XX4' } });
  await shop.reportAll({ ...picked, event: { state: 'ready_for_pickup', at: new Date().toISOString() } });
  const other = { parcel: { tracking_number: 'XX3' } };
  await shop.reportAll({ ...shop.event(undefined, other), event: { mark: 'problem', at: new Date().toISOString() } });
  await shop.reportAll({ ...shop.event('lost', other), event: { state: 'lost', at: new Date().toISOString() } });
  const all = await events(
    shop,
    'shipment.in_transit',
    'shipment.out_for_delivery',
    'shipment.failed',
    'shipment.held',
    'shipment.delivered',
    'shipment.all_delivered',
    'shipment.returning',
    'shipment.returned',
    'shipment.ready_for_pickup',
    'shipment.problem',
    'shipment.lost',
  );
  const held = all[3].data;
  expect(held).toMatchObject({ order_id: '1042', id_store: shop.storeId, state: 'held', sequence: 4 });
  expect(held.held).toMatchObject({ episode: 1, since: expect.stringMatching(/\+0[12]:00$/), until: null });
  const [withCustomer] = await polled(shop, '&include=customer');
  expectOfSchema(withCustomer);
  expect(withCustomer.data.customer).toEqual({ user_key: '+393331234567' });
});

test.each([
  ['confirmed', 'order.confirmed'],
  ['declined', 'order.refused'],
])('an order whose request ends as %s is %s', async (outcome, type) => {
  const scene = await newScene();
  const { body: order } = await scene.as('POST', '/v1/createOrder', {
    order_id: '1001',
    currency: 'EUR',
    total: '1.00',
    items: [{ quantity: 1 }],
  });
  await scene.saveFlow({ steps: [{ id: 'done', do: 'end', outcome }] });
  const requestId = await scene.start();
  const [, about] = await events(scene, 'request.completed', type);
  expect(about.data).toMatchObject({ id: order.id, order_id: '1001', request_id: requestId, outcome, sequence: 1 });
  // Of an order that is not here there is nothing to tell.
  await scene.start('flow', { object: { type: 'order', id: 'unknown' } });
  await events(scene, 'request.completed', type, 'request.completed');
});

test('an API key that is created or rotated; the event does not hold the key', async () => {
  const scene = await newScene();
  const created = await scene.as('POST', '/v1/keys', { name: 'CRM', scopes: ['requests:read'] });
  const rotated = await scene.as('POST', `/v1/keys/${created.body.key_id}/rotate`);
  const [one, two] = await events(scene, 'account.key_created', 'account.key_created');
  expect(one.data).toMatchObject({ key_id: created.body.key_id, name: 'CRM', scopes: ['requests:read'] });
  expect(two.data.key_id).toBe(rotated.body.key_id);
  expect(JSON.stringify([one, two])).not.toContain(created.body.api_key);
});

test('an invitation, without the name and the address of the person', async () => {
  const scene = await newScene();
  const invited = await scene.as('POST', '/v1/invitations', {
    email: 'anna@negozio.example',
    name: 'Anna',
    role: 'agent',
  });
  const [event] = await events(scene, 'person.invited');
  const { invitation_id, expires_at } = invited.body;
  expect(event.data).toMatchObject({
    invitation_id,
    role: 'agent',
    expires_at,
    url: `/v1/invitations/${invitation_id}`,
  });
  expect(JSON.stringify(event)).not.toMatch(/anna/i);
});

test('a cancelled, a failed and a handed over request', async () => {
  const scene = await newScene();
  await scene.saveFlow({
    steps: [
      { id: 'ask', do: 'hand_over' },
      { id: 'done', do: 'end', outcome: 'x' },
    ],
  });
  const requestId = await scene.start();
  await scene.waitForStatus(requestId, 'waiting');
  await scene.as('DELETE', `/v1/requests/${requestId}`);
  await events(scene, 'request.handed_over', 'request.cancelled');
});

test('every type of the catalogue has been seen, but for those of conversations', () => {
  expect(EVENT_TYPE_NAMES.filter((type) => !seen.has(type) && !isOfConversation({ type }))).toEqual([]);
});
