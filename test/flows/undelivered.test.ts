import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { newScene, until } from '../support/scene';

const ask = (onFailed: string | null, between: Record<string, unknown>[] = []) => [
  {
    id: 'ask',
    do: 'send_message',
    to: '{{ request.user_key }}',
    text: 'Va bene?',
    ...(onFailed ? { on_failed: onFailed } : {}),
  },
  ...between,
  { id: 'answer', do: 'wait_for_reply', timeout: '24h', cases: [{ text: ['sì'], goto: 'yes' }], on_timeout: 'silent' },
  { id: 'yes', do: 'end', outcome: 'yes' },
  { id: 'silent', do: 'end', outcome: 'silent' },
  ...(onFailed ? [{ id: onFailed, do: 'end', outcome: 'call_them' }] : []),
];

async function asked(onFailed: string | null, between: Record<string, unknown>[] = []) {
  const scene = await newScene();
  await scene.openWindow();
  await scene.saveFlow({ steps: ask(onFailed, between) });
  const requestId = await scene.start();
  await scene.waitForStatus(requestId, 'waiting');
  const [sent] = await scene.sentMessages();
  const { wamid = '', body } = sent ?? {};
  const fails = () =>
    scene.status({
      wamid,
      status: 'failed',
      callback: body.biz_opaque_callback_data,
      errors: [{ code: 131026, title: 'Message undeliverable' }],
    });
  const isFailed = () =>
    until(async () => {
      const { steps } = await scene.request(requestId);
      expect(steps.find((step: any) => step.step === 'ask').detail.status).toBe('failed');
    });
  return { scene, requestId, wamid, fails, isFailed };
}

test('a failure that Meta reports later ends the wait at once, not at the timeout', async () => {
  const { scene, requestId, fails } = await asked('call');
  await Promise.all([fails(), fails(), fails()]);
  const { outcome, steps } = await scene.waitForStatus(requestId, 'completed');
  expect(outcome).toBe('call_them');
  expect(steps.find((step: any) => step.step === 'ask').detail).toMatchObject({
    status: 'failed',
    statuses: [{ status: 'failed', errors: [{ code: 131026 }] }],
  });
});

test('a run that starts over takes the same path', async () => {
  const { scene, requestId, fails } = await asked('call');
  await (await env.FLOW_RUN.get(requestId)).terminate();
  await fails();
  await until(async () => {
    const row = await env.DB.prepare('select status from messages where request_id = ?').bind(requestId).first();
    expect(row?.status).toBe('failed');
  });
  await (await env.FLOW_RUN.get(requestId)).restart();
  expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('call_them');
});

test('an answer that has arrived counts more than a failure', async () => {
  const { scene, requestId, fails } = await asked('call');
  await scene.reply({ text: 'sì' });
  await scene.waitForStatus(requestId, 'completed');
  await fails();
  expect((await scene.request(requestId)).outcome).toBe('yes');
});

test('without on_failed the wait continues, and an answer still counts', async () => {
  const { scene, requestId, fails, isFailed } = await asked(null);
  await fails();
  await isFailed();
  expect((await scene.request(requestId)).status).toBe('waiting');
  await scene.reply({ text: 'sì' });
  expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('yes');
});

test('a failure does not end a wait that does not follow the message directly', async () => {
  const { scene, requestId, fails, isFailed } = await asked('call', [
    { id: 'note', do: 'set', variables: { asked: true } },
  ]);
  await fails();
  await isFailed();
  expect((await scene.request(requestId)).status).toBe('waiting');
  await scene.reply({ text: 'sì' });
  expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('yes');
});
