import { createExecutionContext, createMessageBatch } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { advanceAccountMoves } from '../../src/domain/account-moves/advance-account-moves';
import { invalidateChannels } from '../../src/domain/channels/verify-meta-signature';
import { payloadForRequest } from '../../src/domain/messages/payload-id';
import worker from '../../src/index';
import { metaDelivery, replyValue } from '../standins/meta-webhooks';
import { newAuthenticator } from '../support/authenticator';
import { newReceiver } from '../support/event-receiver';
import { stubInboundQueue } from '../support/inbound-queue-stub';
import { join } from '../support/people';
import { newScene, runCron, type Scene, until } from '../support/scene';
import { signedInBrowser } from '../support/signed-in-browser';
import { storeShipment } from '../support/store-shipment';
import { call } from '../support/tenant';
import { ACCOUNT_TABLES, rowsOf } from './account-tables';
import { admin, Crashed, crashingDeps, directoryOf, passTime } from './moving';

const CREATE = { flow: 'ask', user_key: 'somebody' };
const IDEMPOTENT = { 'idempotency-key': 'created-before-the-move' };

/** Creates an account with rows in every table, a run that waits for a reply, and a push that the merchant rejects. */
async function liveAccount() {
  const scene = await newScene();
  await scene.configureMerchant({
    objects: { '1001': { phone: scene.userKey } },
    behaviour: { updateObject: Array.from({ length: 3 }, () => ({ status: 500 })) },
  });
  await scene.openWindow();
  await scene.saveFlow(
    {
      steps: [
        { id: 'ask', do: 'send_message', to: scene.userKey, text: 'Confermi?' },
        { id: 'answer', do: 'wait_for_reply', timeout: '24h', cases: [{ button: 'YES', goto: 'yes' }] },
        { id: 'no', do: 'end', outcome: 'no' },
        { id: 'yes', do: 'end', outcome: 'yes' },
      ],
    },
    'ask',
  );
  await scene.saveFlow(
    {
      steps: [
        { id: 'push', do: 'update_object', variables: { confirmed: true }, wait: true },
        { id: 'done', do: 'end', outcome: 'told' },
      ],
    },
    'push',
  );
  const order = { order_id: '1', currency: 'EUR', total: '1.00', items: [{ quantity: 1 }] };
  await scene.as('POST', '/v1/createOrder', order);
  await storeShipment(scene.accountId, order.order_id);
  await scene.as('POST', `/v1/users/${encodeURIComponent(scene.userKey)}/opt_out`);
  await scene.as('POST', `/v1/users/${encodeURIComponent(scene.userKey)}/opt_in`);
  await scene.reply({ text: 'a user id comes with it', from_user_id: `IT.${scene.phoneNumberId}` });
  await until(async () => {
    const { body } = await scene.as('GET', `/v1/users/${encodeURIComponent(scene.userKey)}`);
    expect(body.aliases).toHaveLength(2);
  });
  const [waiting, telling] = [await scene.start('ask'), await scene.start('push')];
  await scene.as('GET', `/v1/channels/${scene.channelId}/templates`);
  await signedInBrowser(scene);
  const { browser: person } = await join(scene, 'agent');
  await (await newAuthenticator()).register(person);
  const [conversation] = (await scene.as('GET', '/v1/conversations')).body.data;
  await scene.as('POST', `/v1/conversations/${conversation.conversation_id}/notes`, { text: 'abituale' });
  const added = [scene.accountId, scene.accountId.replace('acc_', '')];
  await env.DB.batch([
    env.DB.prepare(
      "insert into uploads values ('med_' || ?2, ?1, 'image', 'image/png', null, 1, 'x', '{}', 9000000000000)",
    ).bind(...added),
    env.DB.prepare("insert into quick_replies values ('qrp_' || ?2, ?1, 'Orari', '9-18', 1)").bind(...added),
    env.DB.prepare(
      "insert into push_subscriptions values ('wps_' || ?2, ?1, 'key:x', 'https://push.example/' || ?2, 'p', 'a', 'it', 1)",
    ).bind(...added),
  ]);
  const junk = { id: 'x', timestamp: new Date(), attempts: 1, body: { account_id: scene.accountId, junk: true } };
  await worker.queue(createMessageBatch('inbound-dead', [junk]), env, createExecutionContext());
  const receiver = await newReceiver(scene, ['request.cancelled']);
  const created = await scene.as('POST', '/v1/createRequest', CREATE, IDEMPOTENT);
  await scene.as('DELETE', `/v1/requests/${created.body.request_id}`);
  await receiver.deliveryIn('delivered');
  const revoked = (await scene.as('POST', '/v1/keys', { name: 'revoked' })).body;
  await scene.as('DELETE', `/v1/keys/${revoked.key_id}`);

  await scene.waitForStatus(waiting, 'waiting');
  const [sent] = await scene.sentMessages();
  await scene.status({ wamid: sent?.wamid ?? '', status: 'delivered', callback: sent?.body.biz_opaque_callback_data });
  const pushId = await until(async () => {
    const { body } = await scene.as('GET', '/v1/pushes?state=retrying');
    expect(body.data).toHaveLength(1);
    return body.data[0].push_id as string;
  });
  await until(async () => expect(Object.keys(await rowsOf(env.DB, scene.accountId))).toEqual(ACCOUNT_TABLES));
  // Not before the test says so.
  await env.DB.prepare(
    'update pushes set next_at = next_at + 3600000, held_until = held_until + 3600000 where push_id = ?',
  )
    .bind(pushId)
    .run();
  return { ...scene, waiting, telling, pushId, created, revokedKey: revoked.api_key as string };
}

/** Runs the due slices of a move, with occasional crashes, until the next slice is not due yet. */
async function moveDying(accountId: string, isOver: () => Promise<boolean>): Promise<number> {
  let crashes = 0;
  for (let i = 0; !(await isOver()); i += 1) {
    await passTime(accountId);
    try {
      await advanceAccountMoves(crashingDeps(2 + (i % 7), i % 2 === 0));
    } catch (error) {
      if (!(error instanceof Crashed)) throw error;
      crashes += 1;
    }
  }
  return crashes;
}

/** Moves an account as the cron does, without the waiting times. */
async function moveWhole(accountId: string, database: number): Promise<void> {
  expect((await admin('POST', `/${accountId}/move`, { database })).status).toBe(202);
  await until(async () => {
    await passTime(accountId);
    await runCron();
    expect((await admin('GET', `/${accountId}`)).body).toMatchObject({ database, move: null });
  });
}

test('an account is moved with all its rows despite crashes, and its runs continue', async () => {
  const scene = await liveAccount();
  const { accountId, waiting } = scene;
  const begun = await admin('POST', `/${accountId}/move`, { database: 1 });
  expect([begun.status, begun.body.database]).toEqual([202, 0]);
  expect(begun.body.move).toMatchObject({ from: 0, to: 1, stage: 'clear', rows: 0 });
  const before = await rowsOf(env.DB, accountId);

  // Nothing is copied before the caches of all isolates have expired.
  await runCron();
  expect((await admin('GET', `/${accountId}`)).body.move).toMatchObject({ stage: 'clear', table: null });
  const again = await admin('POST', `/${accountId}/move`, { database: 1 });
  expect([again.status, again.body.code]).toEqual([409, 'already_moving']);

  // Reads succeed, writes are rejected.
  expect((await scene.request(waiting)).status).toBe('waiting');
  expect((await scene.as('POST', '/v1/getRequests', { flow: 'ask' })).body.data).toHaveLength(2);
  const refusals = [
    await scene.as('POST', '/v1/createRequest', CREATE, IDEMPOTENT),
    await scene.as('PATCH', '/v1/account', { name: 'x' }),
    await scene.as('DELETE', `/v1/users/${encodeURIComponent(scene.userKey)}`),
    await scene.as('POST', `/v1/pushes/${scene.pushId}/retry`),
    await admin('PATCH', `/${accountId}`, { name: 'x' }),
  ];
  for (const { status, body, headers } of refusals) {
    expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'account_moving', '60']);
  }

  // Events of customers wait in the queue meanwhile.
  const inbound = stubInboundQueue();
  const reply = { from: scene.customer, button: { payload: payloadForRequest(waiting, 'YES'), text: 'Sì' } };
  const number = { phone_number_id: scene.phoneNumberId, waba_id: scene.wabaId };
  for (let i = 0; i < 2; i += 1) {
    expect(await inbound.post(metaDelivery(number, replyValue({ ...reply, wamid: 'during-the-move' })))).toBe(200);
  }
  expect(await inbound.consume()).toEqual([]);
  expect(inbound.queued).toHaveLength(2);
  const wakeUp = {
    id: 'w',
    timestamp: new Date(),
    attempts: 1,
    body: { push_id: scene.pushId, account_id: accountId },
  };
  await worker.queue(createMessageBatch('pushes', [wakeUp]), env, createExecutionContext());
  expect(await rowsOf(env.DB, accountId)).toEqual(before);

  const home = async () => (await directoryOf(accountId)).shard;
  const crashes = await moveDying(accountId, async () => (await home()).database === 1);
  expect(crashes).toBeGreaterThan(30);
  expect(await rowsOf(env.DB_1, accountId)).toEqual(before);
  expect(await rowsOf(env.DB, accountId)).toEqual(before);
  expect((await directoryOf(accountId)).keys).toBe(before.api_keys?.length);

  // The account lives there now; its old rows are deleted later.
  // The last crash may have come just after the switch: then this isolate learns of it when its cache expires, after 30 s.
  await until(async () => {
    const written = await scene.as('PATCH', '/v1/account', { name: 'written there' });
    expect([written.status, written.headers.get('x-d1-bookmark')]).toEqual([200, expect.stringMatching(/^1\./)]);
  }, 40_000);
  // A repeated call returns the first response; a revoked key stays revoked.
  const replayed = await scene.as('POST', '/v1/createRequest', CREATE, IDEMPOTENT);
  expect([replayed.headers.get('idempotency-replayed'), replayed.body]).toEqual(['true', scene.created.body]);
  expect((await call('GET', '/v1/account', { headers: { 'x-api-key': scene.revokedKey } })).status).toBe(401);

  // Waiting events are applied there once; a webhook finds the number there, although the old row still exists.
  expect(await inbound.consumeAll()).toEqual([]);
  expect(await scene.waitForStatus(waiting, 'completed', 30_000)).toMatchObject({ outcome: 'yes' });
  const said = (await scene.as('GET', `/v1/messages?request_id=${waiting}`)).body.data;
  expect(said.filter(({ direction }: any) => direction === 'in')).toHaveLength(1);
  invalidateChannels({ phoneNumberId: scene.phoneNumberId, wabaId: scene.wabaId });
  expect(await inbound.post(metaDelivery(number, replyValue({ from: scene.customer, text: 'Grazie' })))).toBe(200);
  expect(inbound.queued).toHaveLength(1);
  await inbound.consumeAll();
  expect(await rowsOf(env.DB, accountId)).toEqual(before);

  // The old rows cause no second effect.
  await env.DB.batch([
    env.DB.prepare('update requests set wake_at = 0 where account_id = ? and wake_at is not null').bind(accountId),
    env.DB.prepare('update pushes set next_at = 0, held_until = 0 where push_id = ?').bind(scene.pushId),
  ]);
  const calls = (await scene.merchantCalls()).deliveries.length;
  await runCron();
  await worker.queue(createMessageBatch('pushes', [wakeUp]), env, createExecutionContext());

  await moveDying(accountId, async () => (await home()).stage === null);
  expect(await rowsOf(env.DB, accountId)).toEqual({});
  expect((await admin('GET', `/${accountId}`)).body).toMatchObject({ name: 'written there', database: 1, move: null });
  expect((await scene.merchantCalls()).deliveries).toHaveLength(calls);
  expect(await scene.sentMessages()).toHaveLength(1);

  // Back again, with an undelivered push and a key that was created there.
  const key = (await scene.as('POST', '/v1/keys', { name: 'made there' })).body.api_key;
  await moveWhole(accountId, 0);
  expect(await rowsOf(env.DB_1, accountId)).toEqual({});
  expect(await directoryOf(accountId)).toEqual({ shard: null, keys: 0 });
  expect((await call('GET', '/v1/account', { headers: { 'x-api-key': key } })).body.name).toBe('written there');
  await scene.configureMerchant({ objects: { '1001': { phone: scene.userKey } }, behaviour: {} });
  await until(async () => {
    await env.DB.prepare('update pushes set next_at = 0, held_until = 0 where push_id = ? and held_until is not null')
      .bind(scene.pushId)
      .run();
    await runCron();
    expect(await scene.request(scene.telling)).toMatchObject({ status: 'completed', outcome: 'told' });
  });
  expect((await scene.merchantCalls()).deliveries.filter(({ verdict }) => verdict === 'ok')).toHaveLength(1);
}, 120_000);

test.each([
  ['just been frozen', 0],
  // All running work has ended.
  ['been frozen for long', 140_000],
])(
  'a run whose time comes when its account has %s goes on after the move, and no try of its steps is used up',
  async (_, ms) => {
    const scene = await newScene();
    await scene.configureMerchant({ objects: { '1001': { phone: scene.userKey } }, behaviour: {} });
    await scene.saveFlow({
      steps: [
        { id: 'hold', do: 'wait', for: '1s' },
        { id: 'order', do: 'get_object', save_as: 'order' },
        { id: 'done', do: 'end', outcome: 'found' },
      ],
    });
    const requestId = await scene.start();
    await scene.waitForStatus(requestId, 'waiting');
    await admin('POST', `/${scene.accountId}/move`, { database: 1 });
    await env.DB.prepare('update account_homes set since = since - ? where account_id = ?')
      .bind(ms, scene.accountId)
      .run();
    await until(async () => {
      const { status } = await (await env.FLOW_RUN.get(requestId)).status();
      expect(status).toBe('errored');
    });
    expect((await scene.merchantCalls()).gets).toHaveLength(0);
    await until(async () => {
      await passTime(scene.accountId);
      await env.DB_1.prepare('update requests set wake_at = 0 where request_id = ? and wake_at is not null')
        .bind(requestId)
        .run();
      await runCron();
      expect(await scene.request(requestId)).toMatchObject({ status: 'completed', outcome: 'found' });
    }, 40_000);
    expect((await scene.merchantCalls()).gets).toHaveLength(1);
    expect(await rowsOf(env.DB, scene.accountId)).toEqual({});
  },
  60_000,
);

describe('rejected moves', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await newScene();
  });
  test.each([
    [{ database: 0 }, 422, 'same_database'],
    [{ database: 2 }, 422, 'not_bound'],
    [{ database: -1 }, 422, 'too_small'],
    [{}, 422, 'invalid_type'],
  ])('a move to %j is %i %s', async (body, status, code) => {
    const answer = await admin('POST', `/${scene.accountId}/move`, body);
    expect([answer.status, answer.body.errors[0]]).toMatchObject([status, { path: '/database', code }]);
  });
  test('an unknown account cannot be moved', async () => {
    expect((await admin('POST', '/acc_x/move', { database: 1 })).status).toBe(404);
    expect((await call('POST', `/admin/accounts/${scene.accountId}/move`, { body: { database: 1 } })).status).toBe(401);
  });
});
