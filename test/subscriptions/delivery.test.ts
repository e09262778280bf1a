import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { newReceiver, polled } from '../support/event-receiver';
import { newScene, runCron, type Scene, until } from '../support/scene';

const END = { steps: [{ id: 'done', do: 'end', outcome: 'ok' }] };

/** Creates an account with a flow that ends at once, so that each start is one event. */
async function newShop(): Promise<Scene> {
  const scene = await newScene();
  await scene.saveFlow(END);
  return scene;
}

describe('an endpoint that fails', () => {
  test('gets the event again under its id after 5 s, and the schedule goes on', async () => {
    const scene = await newShop();
    const receiver = await newReceiver(scene, ['request.*']);
    await receiver.configure({ behaviour: { updateObject: [{ status: 500, body: { sorry: true } }] } });
    await scene.start();
    const failed = await receiver.deliveryIn('retrying');
    expect(failed).toMatchObject({ last_error: 'http_500', attempts_made: 1, delivered_at: null });
    const delayMs = Date.parse(failed.next_attempt_at) - Date.parse(failed.updated_at);
    expect(delayMs).toBeGreaterThanOrEqual(4_900);
    expect(delayMs).toBeLessThanOrEqual(5_600);
    await receiver.makeDue();
    const [body] = await receiver.received('request.completed');
    expect(await receiver.deliveryIn('delivered')).toMatchObject({
      event_id: body.id,
      attempts: [
        { number: 1, status: 500, error: 'http_500', answer: '{"sorry":true}' },
        { number: 2, status: 200, error: null },
      ],
    });
  });

  test('is dead after ten attempts, and tells the other subscriptions, but not itself', async () => {
    const scene = await newShop();
    const broken = await newReceiver(scene, ['*']);
    const healthy = await newReceiver(scene, ['push.*']);
    await broken.configure({ behaviour: { updateObject: [{ status: 500, forever: true }] } });
    await scene.start();
    await broken.deliveryIn('retrying');
    await env.DB.prepare('update event_deliveries set attempts = 9 where subscription_id = ?')
      .bind(broken.subscriptionId)
      .run();
    await broken.makeDue();
    const [dead] = await healthy.received('push.dead');
    expect(dead.data).toEqual({
      push_id: null,
      id_store: null,
      subscription_id: broken.subscriptionId,
      event_id: expect.stringMatching(/^evt_/),
      endpoint: broken.url,
      attempts: 10,
      last_status: 500,
      last_error: 'http_500',
      first_attempt_at: expect.any(String),
      sequence: 1,
      url: null,
    });
    expect(await broken.listed()).toMatchObject([
      { event_id: dead.data.event_id, state: 'dead', next_attempt_at: null },
    ]);
    expect((await polled(scene)).map(({ type }) => type)).toEqual(['request.completed', 'push.dead']);
  });

  test('two broken endpoints do not report each other for ever', async () => {
    const scene = await newShop();
    const [one, two] = [await newReceiver(scene, ['*']), await newReceiver(scene, ['*'])];
    for (const each of [one, two]) {
      await each.configure({ behaviour: { updateObject: [{ status: 500, forever: true }] } });
    }
    await scene.start();
    const states = async () => {
      const all = [...(await one.listed()), ...(await two.listed())];
      return all.map(({ type, state, attempts_made: attempts }: any) => `${type} ${state} ${attempts}`).toSorted();
    };
    const isIn = (...expected: string[]) => until(async () => expect(await states()).toEqual(expected));
    const lastAttempts = async () => {
      await env.DB.prepare(
        `update event_deliveries set attempts = 9, next_at = 0, held_until = 0 where account_id = ? and state = 'retrying'`,
      )
        .bind(scene.accountId)
        .run();
      await runCron();
    };
    await isIn('request.completed retrying 1', 'request.completed retrying 1');
    await lastAttempts();
    const dead = ['request.completed dead 10', 'request.completed dead 10'];
    await isIn('push.dead retrying 1', 'push.dead retrying 1', ...dead);
    await lastAttempts();
    await isIn('push.dead dead 10', 'push.dead dead 10', ...dead);
    await runCron();
    const types = (await polled(scene)).map(({ type }) => type);
    expect(types).toEqual(['request.completed', 'push.dead', 'push.dead']);
  });

  test('410 pauses the subscription and tells the others once; what happens meanwhile is sent when it is resumed', async () => {
    const scene = await newShop();
    const gone = await newReceiver(scene, ['request.completed']);
    const other = await newReceiver(scene, ['push.endpoint_disabled', 'push.dead']);
    await gone.configure({ behaviour: { updateObject: [{ status: 410 }] } });
    await scene.start();
    expect(await gone.deliveryIn('dead')).toMatchObject({ last_error: 'http_410', attempts_made: 1 });
    expect(await gone.get()).toMatchObject({
      state: 'paused',
      paused_reason: 'http_410',
      paused_at: expect.any(String),
    });
    const [, disabled] = await other.received('push.dead', 'push.endpoint_disabled');
    expect(disabled.data).toMatchObject({
      subscription_id: gone.subscriptionId,
      endpoint: gone.url,
      reason: 'http_410',
      sequence: 2,
    });

    await scene.start();
    await until(async () => expect(await gone.listed()).toHaveLength(2));
    await gone.makeDue();
    expect(await gone.bodies()).toEqual([]);
    const path = `/v1/subscriptions/${gone.subscriptionId}`;
    const resumed = await scene.as('PATCH', path, { state: 'active' });
    expect(resumed.body).toMatchObject({ state: 'active', paused_at: null, paused_reason: null });
    await runCron();
    const [sent] = await gone.received('request.completed');
    expect(sent.id).toBe((await gone.listed())[0].event_id);
  });

  test('that redirects is not followed', async () => {
    const scene = await newShop();
    const target = await newReceiver(scene, ['push.endpoint_disabled']);
    const receiver = await newReceiver(scene, ['request.*']);
    await receiver.configure({ behaviour: { updateObject: [{ redirect: target.url }] } });
    await scene.start();
    expect(await receiver.deliveryIn('retrying')).toMatchObject({ last_error: 'redirected' });
    expect(await target.deliveries()).toEqual([]);
  });

  test('that hangs does not hold up another one', async () => {
    const scene = await newShop();
    const slow = await newReceiver(scene, ['request.*']);
    const fast = await newReceiver(scene, ['request.*']);
    await slow.configure({ behaviour: { updateObject: [{ hang: true }] } });
    await scene.start();
    await fast.received('request.completed');
    expect(await slow.listed()).toMatchObject([{ state: 'in_flight', attempts: [] }]);
    expect(await slow.deliveryIn('retrying')).toMatchObject({ last_error: 'timeout' });
  }, 40_000);

  test('that answers 429 is called again when it says', async () => {
    const scene = await newShop();
    const receiver = await newReceiver(scene, ['request.*']);
    const behaviour = { status: 429, headers: { 'retry-after': '3600' } };
    await receiver.configure({ behaviour: { updateObject: [behaviour] } });
    await scene.start();
    const { next_attempt_at, updated_at } = await receiver.deliveryIn('retrying');
    const delayMs = Date.parse(next_attempt_at) - Date.parse(updated_at);
    expect(delayMs).toBeGreaterThan(3_590_000);
    expect(delayMs).toBeLessThan(3_610_000);
  });
});

test('the events of one object arrive in order, although the first attempt fails', async () => {
  const scene = await newScene();
  const receiver = await newReceiver(scene, ['request.*']);
  await receiver.configure({ behaviour: { updateObject: [{ status: 500 }] } });
  await scene.saveFlow({
    steps: [
      { id: 'ask', do: 'hand_over' },
      { id: 'done', do: 'end', outcome: 'ok' },
    ],
  });
  const requestId = await scene.start();
  await receiver.deliveryIn('retrying');
  await scene.as('PATCH', `/v1/requests/${requestId}`, { resume: 'done' });
  await scene.waitForStatus(requestId, 'completed');
  await until(async () =>
    expect((await receiver.listed()).map(({ state }: any) => state)).toEqual(['blocked', 'retrying']),
  );
  // Another object is not held up.
  const other = await scene.start();
  const [first] = await receiver.received('request.handed_over');
  expect(first.data.request_id).toBe(other);
  await receiver.makeDue();
  const bodies = await receiver.received('request.handed_over', 'request.handed_over', 'request.completed');
  expect(bodies.slice(1).map(({ data }) => [data.request_id, data.sequence])).toEqual([
    [requestId, 1],
    [requestId, 2],
  ]);
});

test('a wake-up that is lost is made up for by the sweep', async () => {
  const scene = await newShop();
  const receiver = await newReceiver(scene, ['request.*']);
  const requestId = await scene.start();
  await receiver.received('request.completed');
  // As after a crash between the event's batch and its wake-up.
  await env.DB.prepare('delete from event_deliveries where subscription_id = ?').bind(receiver.subscriptionId).run();
  await env.DB.prepare('update subscriptions set dispatched_seq = 0 where subscription_id = ?')
    .bind(receiver.subscriptionId)
    .run();
  await runCron();
  await until(async () => expect(await receiver.deliveries()).toHaveLength(2));
  const [once, again] = await receiver.deliveries();
  expect(again.id).toBe(once.id);
  expect([once.verdict, again.verdict]).toEqual(['ok', 'duplicate']);
  expect(again.body.data.request_id).toBe(requestId);
});

test('a URL that becomes inward is not called', async () => {
  const scene = await newShop();
  const receiver = await newReceiver(scene, ['request.*']);
  await env.DB.prepare('update subscriptions set url = ? where subscription_id = ?')
    .bind('ftp://10.0.0.1/', receiver.subscriptionId)
    .run();
  await scene.start();
  expect(await receiver.deliveryIn('retrying')).toMatchObject({
    last_error: 'url_refused',
    attempts: [{ status: null }],
  });
});

test('20 subscriptions each get each event once', async () => {
  const scene = await newShop();
  const receivers = await Promise.all(Array.from({ length: 20 }, () => newReceiver(scene, ['request.completed'])));
  await Promise.all(Array.from({ length: 5 }, () => scene.start()));
  for (const receiver of receivers) {
    await until(async () => expect(await receiver.bodies()).toHaveLength(5));
    expect(new Set((await receiver.bodies()).map(({ id }) => id)).size).toBe(5);
  }
  const ids = (await polled(scene)).map(({ id }): string => id).toSorted();
  for (const receiver of receivers) {
    expect((await receiver.deliveries()).map(({ id }): string => id).toSorted()).toEqual(ids);
  }
}, 60_000);

test('a subscription does not get the events of another account, or what it has not subscribed to', async () => {
  const [mine, theirs] = [await newShop(), await newShop()];
  const receiver = await newReceiver(mine, ['message.*', 'push.dead']);
  const everything = await newReceiver(mine, ['*']);
  await theirs.start();
  await mine.start();
  const [body] = await everything.received('request.completed');
  expect(body.account_id).toBe(mine.accountId);
  expect(await receiver.listed()).toEqual([]);
  expect(await polled(theirs)).toHaveLength(1);
  expect((await polled(theirs))[0].account_id).toBe(theirs.accountId);
});
