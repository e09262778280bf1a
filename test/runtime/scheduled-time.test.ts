import { expect, test } from 'vitest';
import { newReceiver, polled } from '../support/event-receiver';
import { newScene, runCron, until } from '../support/scene';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const end = (id: string) => ({ id, do: 'end', outcome: id });

test('the time of the cron decides what is due: waits, answers that never came, pushes, events, snoozed conversations', {
  timeout: 240_000,
}, async () => {
  const scene = await newScene();
  await scene.openWindow();
  const receiver = await newReceiver(scene, ['request.completed']);
  const conversation = async () => (await scene.as('GET', '/v1/conversations')).body.data[0];
  await scene.saveFlow(
    { steps: [{ id: 'rest', do: 'wait', for: '24h' }, { id: 'more', do: 'wait', for: '24h' }, end('rested')] },
    'rest',
  );
  await scene.saveFlow(
    {
      steps: [
        { id: 'ask', do: 'send_message', to: scene.userKey, text: 'Confermi?' },
        {
          id: 'answer',
          do: 'wait_for_reply',
          cases: [{ text: ['si'], goto: 'yes' }],
          timeout: '20h',
          on_timeout: 'never',
        },
        end('yes'),
        end('never'),
      ],
    },
    'ask',
  );
  await scene.saveFlow({ steps: [{ id: 'push', do: 'update_object', variables: { a: 1 } }, end('pushed')] }, 'push');
  const fails = (times: number) => ({
    behaviour: { updateObject: Array.from({ length: times }, () => ({ status: 500 })) },
  });
  await scene.configureMerchant(fails(3));
  const begun = Date.now();
  const { conversation_id } = await conversation();
  await scene.as('PATCH', `/v1/conversations/${conversation_id}`, {
    state: 'snoozed',
    snoozed_until: new Date(begun + 3 * HOUR).toISOString(),
  });
  const asks = await scene.start('ask');
  const rests = await scene.start('rest');
  await Promise.all([scene.waitForStatus(asks, 'waiting'), scene.waitForStatus(rests, 'waiting')]);

  // A time that is past makes nothing due, and one hour makes nothing of this due.
  for (const at of [begun - HOUR, begun + HOUR]) await runCron(at);
  expect(await conversation()).toMatchObject({ state: 'snoozed' });

  // The push fails at once, after 5 seconds and after 5 minutes; its fourth attempt is half an hour later.
  const pushes = await scene.start('push');
  const pushOf = async () => (await scene.as('GET', `/v1/pushes?request_id=${pushes}`)).body.data[0];
  for (const attempts of [1, 2, 3]) {
    const failed = await until(async () => {
      const push = await pushOf();
      expect([push?.state, push?.attempts_made ?? push?.attempts?.length]).toEqual(['retrying', attempts]);
      return push;
    });
    await runCron(Date.parse(failed.next_attempt_at) + 5 * MINUTE);
  }
  await scene.waitForStatus(pushes, 'completed');
  expect(Date.now() - begun).toBeLessThan(4 * MINUTE);

  await receiver.configure(fails(2));
  await runCron(begun + 4 * HOUR);
  await until(async () => expect(await conversation()).toMatchObject({ state: 'open', snoozed_until: null }));
  await runCron(begun + 21 * HOUR);
  expect(await scene.waitForStatus(asks, 'completed')).toMatchObject({ outcome: 'never' });
  // The second wait begins at the time at which the first one ended.
  await runCron(begun + 25 * HOUR);
  await until(async () => {
    const { body } = await scene.as('GET', `/v1/getRequest?request_id=${rests}`);
    expect(body.steps.map((step: any) => step.step ?? step.id)).toContain('more');
  });
  await runCron(begun + 40 * HOUR);
  expect((await scene.request(rests)).status).toBe('waiting');
  await runCron(begun + 50 * HOUR);
  expect(await scene.waitForStatus(rests, 'completed')).toMatchObject({ outcome: 'rested' });

  // The events of a later time are delivered, in their order, and a reader of the poll reads each once.
  const types = ['request.completed', 'request.completed', 'request.completed'];
  let sweeps = 60;
  await until(async () => {
    await runCron(begun + sweeps * HOUR);
    sweeps += 1;
    expect((await receiver.bodies()).map(({ type }) => type)).toEqual(types);
  }, 90_000);
  const ids = (await polled(scene)).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
