import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { newScene, runCron, type Scene, until } from '../support/scene';

const LOST = { answer_lost: true };
const say = (more: Record<string, unknown> = {}) => [
  { id: 'say', do: 'send_message', to: '{{ request.user_key }}', text: 'Ciao', ...more },
  { id: 'done', do: 'end', outcome: 'said' },
  ...('on_failed' in more ? [{ id: 'gave-up', do: 'end', outcome: 'gave_up' }] : []),
];

/** Starts a run whose message Meta accepts before it breaks the connection. */
async function lost({ behaviour = [LOST], step = {} }: { behaviour?: unknown[]; step?: Record<string, unknown> } = {}) {
  const scene = await newScene();
  await scene.openWindow();
  await scene.configureMeta({ behaviour });
  await scene.saveFlow({ steps: say(step) });
  const requestId = await scene.start();
  await isHeld(scene, requestId);
  const [first] = await scene.sentMessages();
  if (!first) throw new Error('nothing was sent');
  return { scene, requestId, wamid: first.wamid, callback: first.body.biz_opaque_callback_data as string };
}

const isHeld = async (scene: Scene, requestId: string, calls = 1) =>
  until(async () => {
    expect(await scene.sentMessages()).toHaveLength(calls);
    const { status, steps } = await scene.request(requestId);
    expect(status).toBe('waiting');
    expect(steps.find((step: any) => step.step === 'say').detail.held).toBe('answer_lost');
  });

/** Moves the send into the past and runs the sweep, as at the end of the waiting time. */
async function passes(ms: number, requestId: string): Promise<void> {
  await env.DB.batch([
    env.DB.prepare('update messages set call_at = call_at - ? where request_id = ?').bind(ms, requestId),
    env.DB.prepare('update requests set wake_at = 0 where request_id = ?').bind(requestId),
  ]);
  await runCron();
}

/** Restarts the instance, so that only the log in D1 remains. */
const crash = async (requestId: string) => (await env.FLOW_RUN.get(requestId)).restart();

/** Runs an action that wakes the run, and waits until the run has checked again. */
async function looksAgain(requestId: string, act: () => Promise<unknown>): Promise<void> {
  const updated = () =>
    env.DB.prepare("select updated_at from requests where request_id = ? and status = 'waiting'")
      .bind(requestId)
      .first<number>('updated_at');
  const before = (await updated()) ?? 0;
  await act();
  await until(async () => expect(await updated()).toBeGreaterThan(before));
}

describe('a message whose answer was lost', () => {
  test('is not sent again if a status shows that it arrived', async () => {
    const { scene, requestId, wamid, callback } = await lost();
    await scene.status({ wamid, status: 'delivered', callback });
    const { outcome, steps } = await scene.waitForStatus(requestId, 'completed');
    expect(outcome).toBe('said');
    expect(steps.find((step: any) => step.step === 'say')).toMatchObject({
      status: 'done',
      detail: { message_id: callback, wamid, status: 'delivered' },
    });
    expect(await scene.sentMessages()).toHaveLength(1);
  });

  test('is not sent again if the Worker crashes before the status arrives', async () => {
    const { scene, requestId, wamid, callback } = await lost();
    await looksAgain(requestId, () => crash(requestId));
    await isHeld(scene, requestId);
    await scene.status({ wamid, status: 'sent', callback });
    await scene.waitForStatus(requestId, 'completed');
    expect(await scene.sentMessages()).toHaveLength(1);
  });

  test('is not sent again if the status arrived while the Worker was down', async () => {
    const { scene, requestId, wamid, callback } = await lost();
    await (await env.FLOW_RUN.get(requestId)).terminate();
    await scene.status({ wamid, status: 'read', callback });
    await until(async () => {
      const { data } = (await scene.as('GET', `/v1/messages?request_id=${requestId}`)).body;
      expect(data[0].status).toBe('read');
    });
    await passes(120_000, requestId);
    expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('said');
    expect(await scene.sentMessages()).toHaveLength(1);
  });

  test('waits the whole minute, whatever wakes the run', async () => {
    const { scene, requestId } = await lost();
    await looksAgain(requestId, () => passes(50_000, requestId));
    await isHeld(scene, requestId);
    await looksAgain(requestId, () => crash(requestId));
    await isHeld(scene, requestId);
  });

  test('is sent again after a minute without a status, with the same id, as one message', async () => {
    const { scene, requestId, callback } = await lost();
    await passes(60_000, requestId);
    await scene.waitForStatus(requestId, 'completed');
    const sent = await scene.sentMessages();
    expect(sent.map(({ body }) => body.biz_opaque_callback_data)).toEqual([callback, callback]);
    const { data } = (await scene.as('GET', `/v1/messages?request_id=${requestId}`)).body;
    expect(data.map(({ wamid }: any) => wamid)).toEqual([sent[1]?.wamid]);
  });

  test.each([
    ['Meta answers the second call', [LOST]],
    ['a status confirms the second copy', [LOST, LOST]],
  ])('is answered by a reply that quotes the first copy, when %s', async (_, behaviour) => {
    const scene = await newScene();
    await scene.openWindow();
    await scene.configureMeta({ behaviour });
    const cases = [{ text: ['sì'], goto: 'yes' }];
    await scene.saveFlow({
      steps: [
        { id: 'say', do: 'send_message', to: '{{ request.user_key }}', text: 'Va bene?' },
        { id: 'answer', do: 'wait_for_reply', timeout: '1h', cases, otherwise: 'no', on_timeout: 'no' },
        { id: 'no', do: 'end', outcome: 'no' },
        { id: 'yes', do: 'end', outcome: 'yes' },
      ],
    });
    const requestId = await scene.start();
    await isHeld(scene, requestId);
    await passes(60_000, requestId);
    if (behaviour.length > 1) {
      await isHeld(scene, requestId, 2);
      // Nothing but the log knows of the first copy.
      await looksAgain(requestId, () => crash(requestId));
      const [, { wamid, body } = { wamid: '', body: {} }] = await scene.sentMessages();
      await scene.status({ wamid, status: 'sent', callback: body.biz_opaque_callback_data });
    }
    const [first] = await until(async () => {
      const { waiting_for, steps } = await scene.request(requestId);
      expect(steps.find((step: any) => step.step === 'answer')?.status, waiting_for).toBe('waiting');
      return scene.sentMessages();
    });
    await scene.reply({ text: 'Sì', context_wamid: first?.wamid ?? '' });
    const { outcome, steps } = await scene.waitForStatus(requestId, 'completed');
    expect(outcome).toBe('yes');
    expect(steps.find((step: any) => step.step === 'say').detail).toMatchObject({ resent: true });
  });

  test('is given up after five calls, with a code', async () => {
    const { scene, requestId } = await lost({
      behaviour: [{ ...LOST, forever: true }],
      step: { on_failed: 'gave-up' },
    });
    for (let calls = 1; calls < 5; calls += 1) {
      await isHeld(scene, requestId, calls);
      await passes(60_000, requestId);
    }
    await isHeld(scene, requestId, 5);
    await passes(60_000, requestId);
    const { outcome, steps } = await scene.waitForStatus(requestId, 'completed');
    expect(outcome).toBe('gave_up');
    expect(steps.find((step: any) => step.step === 'say').detail.error).toMatchObject({ code: 'answer_lost' });
    expect(await scene.sentMessages()).toHaveLength(5);
  });

  test('with `hold` is never sent again: half an hour later the step fails with a code', async () => {
    const { scene, requestId } = await lost({ step: { on_lost_answer: 'hold' } });
    await looksAgain(requestId, () => passes(61_000, requestId));
    await isHeld(scene, requestId);
    await passes(1_740_000, requestId);
    expect((await scene.waitForStatus(requestId, 'failed')).error).toMatchObject({ code: 'answer_lost', step: 'say' });
    expect(await scene.sentMessages()).toHaveLength(1);
  });

  test('with `hold` continues as soon as a status arrives, though late', async () => {
    const { scene, requestId, wamid, callback } = await lost({ step: { on_lost_answer: 'hold' } });
    await looksAgain(requestId, () => passes(600_000, requestId));
    await scene.status({ wamid, status: 'delivered', callback });
    await scene.waitForStatus(requestId, 'completed');
    expect(await scene.sentMessages()).toHaveLength(1);
  });

  test('is treated like an unreadable answer of Meta', async () => {
    const { scene, requestId, callback } = await lost({ behaviour: [{ ...LOST }] });
    await scene.configureMeta({ behaviour: [{ html: true }] });
    await passes(60_000, requestId);
    await isHeld(scene, requestId);
    await scene.status({ wamid: 'wamid.LATE', status: 'sent', callback });
    expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('said');
  });
});
