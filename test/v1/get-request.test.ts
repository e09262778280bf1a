import { expect, test } from 'vitest';
import { newScene, until } from '../support/scene';

test('a request of another account, an unknown and a malformed id get the same 404', async () => {
  const [mine, other] = await Promise.all([newScene(), newScene()]);
  await other.saveFlow({ steps: [{ id: 'done', do: 'end', outcome: 'ok' }] });
  const theirs = await other.start();
  const details = new Set<string>();
  for (const id of [theirs, 'req_00000000000000000000000000', 'req_x', "' or 1=1 --", '../..']) {
    const { body } = await mine.as('GET', `/v1/getRequest?request_id=${encodeURIComponent(id)}`);
    expect(body).toMatchObject({ status: 404, code: 'not_found' });
    details.add(body.detail);
  }
  expect(details.size).toBe(1);
});

test('a missing request_id is named in the error', async () => {
  const scene = await newScene();
  const { body } = await scene.as('GET', '/v1/getRequest');
  expect(body).toMatchObject({ status: 422, errors: [{ path: '?request_id' }] });
});

test('every step shows its own message and push, also when a loop repeats the steps', async () => {
  const scene = await newScene();
  await scene.openWindow();
  const say = (id: string) => ({ id, do: 'send_message', to: scene.userKey, text: `${id} {{ reply.text }}` });
  const push = (id: string) => ({ id, do: 'update_object', variables: { by: id } });
  await scene.saveFlow({
    steps: [
      say('hello'),
      say('ask'),
      {
        id: 'answer',
        do: 'wait_for_reply',
        timeout: '1h',
        cases: [{ text: ['fine'], goto: 'one' }],
        otherwise: 'hello',
      },
      push('one'),
      push('two'),
      { id: 'done', do: 'end', outcome: 'ok' },
    ],
  });
  const requestId = await scene.start();
  await until(async () => expect(await scene.sentMessages()).toHaveLength(2));
  await scene.waitForStatus(requestId, 'waiting');
  await scene.reply({ text: 'ancora' });
  await until(async () => expect(await scene.sentMessages()).toHaveLength(4));
  await scene.waitForStatus(requestId, 'waiting');
  await scene.reply({ text: 'fine' });
  const done = await scene.waitForStatus(requestId, 'completed');
  const steps = done.steps.filter(({ step }: any) => step !== null);
  const texts = new Map((await scene.sentMessages()).map(({ wamid, body }) => [wamid, body.text.body.trim()]));
  const shown = steps.map(({ step, detail }: any) => [step, texts.get(detail.wamid) ?? detail.text ?? null]);
  expect(shown).toEqual([
    ['hello', 'hello'],
    ['ask', 'ask'],
    ['answer', 'ancora'],
    ['hello', 'hello ancora'],
    ['ask', 'ask ancora'],
    ['answer', 'fine'],
    ['one', null],
    ['two', null],
    ['done', null],
  ]);
  const { body } = await scene.as('GET', `/v1/pushes?request_id=${requestId}`);
  const pushed = new Map(body.data.map((each: any) => [each.push_id, each.variables.by]));
  expect(steps.slice(6, 8).map(({ detail }: any) => pushed.get(detail.push_id))).toEqual(['one', 'two']);
});
