import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { runWaitsRepository } from '../../src/db/run-log/run-waits';
import { openDatabase } from '../../src/db/sql/database';
import { newWamid } from '../standins/meta-webhooks';
import { APP_SECRET } from '../support/app-secret';
import { newScene, runCron, type Scene, until } from '../support/scene';

const say = (text: string, more: Record<string, unknown> = {}) => ({
  id: text.toLowerCase(),
  do: 'send_message',
  to: '{{ request.user_key }}',
  text: `${text} {{ variables.n }}`,
  ...more,
});
const TWO = [say('Uno'), say('Due'), { id: 'done', do: 'end', outcome: 'said' }];
const RENEWED = 'EAAG-token-of-the-test-renewed';

/** Requests that wait because Meta no longer accepts the channel's token. */
async function brokenChannel(count: number, behaviour?: unknown[]): Promise<{ scene: Scene; requestIds: string[] }> {
  const scene = await newScene();
  await scene.openWindow();
  await scene.configureMeta(behaviour ? { behaviour } : { token: RENEWED });
  await scene.saveFlow({ steps: TWO });
  const requestIds: string[] = [];
  for (let n = 0; n < count; n += 1) requestIds.push(await scene.start('flow', { variables: { n } }));
  for (const requestId of requestIds) await isSuspended(scene, requestId);
  return { scene, requestIds };
}

const isSuspended = async (scene: Scene, requestId: string) => {
  const { steps } = await scene.waitForStatus(requestId, 'waiting');
  expect(steps.find((step: any) => step.step === 'uno')).toMatchObject({
    status: 'waiting',
    detail: { held: 'channel_broken' },
  });
};
const channelOf = async (scene: Scene) => (await scene.as('GET', `/v1/channels/${scene.channelId}`)).body;
const warnings = async (scene: Scene) => (await scene.as('GET', '/v1/inbound_events?type=channel.broken')).body.data;
const texts = async (scene: Scene) => (await scene.sentMessages()).map(({ body }) => body.text.body);

describe('a token that Meta no longer accepts', () => {
  test('breaks the channel, warns once, and messages wait; a new token sends them all, in order, each once', async () => {
    const { scene, requestIds } = await brokenChannel(3);
    expect((await channelOf(scene)).broken).toMatchObject({ reason: 'meta_190' });
    const warned = await warnings(scene);
    expect(warned).toHaveLength(1);
    const { body: log } = await scene.as('GET', '/v1/audit?limit=100');
    expect(log.data.filter(({ action }: any) => action === 'channel.broken')).toEqual([
      expect.objectContaining({
        actor: { type: 'system', id: null, name: null },
        targets: [{ type: 'channel', id: scene.channelId }],
        metadata: { reason: 'meta_190' },
      }),
    ]);
    expect(warned[0]).toMatchObject({ about: { channel_id: scene.channelId, reason: 'meta_190' } });
    expect(await scene.sentMessages()).toHaveLength(0);
    const messages = (await scene.as('GET', `/v1/messages?request_id=${requestIds[0]}`)).body.data;
    expect(messages.every(({ status }: any) => status === 'pending')).toBe(true);

    const patched = await scene.as('PATCH', `/v1/channels/${scene.channelId}`, { access_token: RENEWED });
    expect(patched.body.broken).toBeNull();
    for (const requestId of requestIds)
      expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('said');
    const sent = await texts(scene);
    expect(new Set(sent)).toEqual(new Set(['Due 0', 'Due 1', 'Due 2', 'Uno 0', 'Uno 1', 'Uno 2']));
    expect(sent).toHaveLength(6);
    for (const n of [0, 1, 2]) expect(sent.indexOf(`Uno ${n}`)).toBeLessThan(sent.indexOf(`Due ${n}`));
    expect(await warnings(scene)).toHaveLength(1);
  });

  test('is tried again after a resume, and warned about again if it still fails', async () => {
    const { scene, requestIds } = await brokenChannel(1, [
      { code: 190, status: 401 },
      { code: 190, status: 401 },
    ]);
    const resume = () => scene.as('POST', `/v1/channels/${scene.channelId}/resume`);
    expect((await resume()).body.broken).toBeNull();
    await until(async () => expect((await channelOf(scene)).broken).toMatchObject({ reason: 'meta_190' }));
    await isSuspended(scene, requestIds[0] ?? '');
    expect(await warnings(scene)).toHaveLength(2);
    await resume();
    await scene.waitForStatus(requestIds[0] ?? '', 'completed');
    expect(await texts(scene)).toEqual(['Uno 0', 'Due 0']);
  });

  test('fails the waiting messages with a code if the channel is deleted', async () => {
    const { scene, requestIds } = await brokenChannel(2);
    expect((await scene.as('DELETE', `/v1/channels/${scene.channelId}`)).status).toBe(204);
    for (const requestId of requestIds) {
      expect((await scene.waitForStatus(requestId, 'failed')).error).toMatchObject({
        code: 'channel_not_found',
        step: 'uno',
      });
    }
    expect(await scene.sentMessages()).toHaveLength(0);
  });

  test('a run that starts to wait just after the channel was deleted does not wait for ever, even after a crash', async () => {
    const { scene, requestIds } = await brokenChannel(1);
    const requestId = requestIds[0] ?? '';
    const now = Date.now();
    const hold = async () => ({
      ...(await runWaitsRepository(openDatabase(env.DB)).suspend({
        accountId: scene.accountId,
        requestId,
        at: { step: 'uno', iteration: 1, seq: 1, kind: 'send_message', detail: {} },
        progress: { completedSteps: [], patch: {} },
        now,
        nextCheckAt: now + 1_000,
        sleepUntil: now + 9_000,
        heldChannelId: scene.channelId,
        isOwned: false,
      })),
      ...(await env.DB.prepare('select wake_at - ? as sleeps from requests where request_id = ?')
        .bind(now, requestId)
        .first<{ sleeps: number }>()),
    });
    expect(await hold()).toEqual({ live: true, mustWait: true, sleeps: 9_000 });
    await env.DB.prepare('update channels set deleted_at = 1 where channel_id = ?').bind(scene.channelId).run();
    expect(await hold()).toEqual({ live: true, mustWait: false, sleeps: 1_000 });
  });

  test('a request cancelled while it waits sends nothing after the resume', async () => {
    const { scene, requestIds } = await brokenChannel(1);
    await scene.as('DELETE', `/v1/requests/${requestIds[0]}`);
    await scene.as('PATCH', `/v1/channels/${scene.channelId}`, { access_token: RENEWED });
    const after = await scene.start('flow', { variables: { n: 'dopo' } });
    await scene.waitForStatus(after, 'completed');
    expect(await texts(scene)).toEqual(['Uno dopo', 'Due dopo']);
  });
});

test('a missing payment method that Meta reports by a status breaks the channel, and the next messages wait', async () => {
  const scene = await newScene();
  await scene.openWindow();
  await scene.saveFlow({ steps: TWO });
  const first = await scene.start('flow', { variables: { n: 1 } });
  await scene.waitForStatus(first, 'completed');
  const [sent] = await scene.sentMessages();
  const failed = { wamid: sent?.wamid ?? '', status: 'failed', errors: [{ code: 131042, title: 'Payment' }] };
  await Promise.all([scene.status(failed), scene.status(failed)]);
  await until(async () => expect((await channelOf(scene)).broken).toMatchObject({ reason: 'meta_131042' }));
  const second = await scene.start('flow', { variables: { n: 2 } });
  await isSuspended(scene, second);
  expect(await warnings(scene)).toHaveLength(1);
  await scene.as('POST', `/v1/channels/${scene.channelId}/resume`);
  await scene.waitForStatus(second, 'completed');
  expect(await texts(scene)).toEqual(['Uno 1', 'Due 1', 'Uno 2', 'Due 2']);
});

test('a message released outside its flow’s hours waits for them', async () => {
  const { scene, requestIds } = await brokenChannel(1);
  // The hours were open when the run began to wait; now it is night.
  const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
  const hour = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone: 'Europe/Rome' });
  const now = Number(hour.format(Date.now()));
  const window = now < 12 ? { days, from: '20:00', to: '20:01' } : { days, from: '03:00', to: '03:01' };
  await env.DB.prepare(
    "update flow_versions set definition = json_set(definition, '$.send_window', json(?)) where account_id = ?",
  )
    .bind(JSON.stringify(window), scene.accountId)
    .run();
  await env.DB.prepare(
    "insert or ignore into request_steps select request_id, step || '--window', 1, account_id, 0, 'send_window', 'done', '{}', ?, null, 1, 1 from request_steps where request_id = ? and step = 'uno'",
  )
    .bind(JSON.stringify({ now: Date.now(), variables: { n: 0 }, timer: 1 }), requestIds[0])
    .run();
  await (await env.FLOW_RUN.get(requestIds[0] ?? '')).restart();
  await scene.as('PATCH', `/v1/channels/${scene.channelId}`, { access_token: RENEWED });
  await until(async () => {
    const { status, steps } = await scene.request(requestIds[0] ?? '');
    expect(status).toBe('waiting');
    expect(steps.find((step: any) => step.step === 'uno').detail).toMatchObject({ held: 'send_window' });
  });
  expect(await scene.sentMessages()).toHaveLength(0);
});

describe('a customer who was asked', () => {
  const HOUR_MS = 3_600_000;

  /** A request that waits 24 hours for an answer. */
  async function asked() {
    const scene = await newScene();
    await scene.openWindow();
    const cases = [{ text: ['sì'], goto: 'yes' }];
    await scene.saveFlow({
      steps: [
        { id: 'ask', do: 'send_message', to: '{{ request.user_key }}', text: 'Va bene?' },
        { id: 'answer', do: 'wait_for_reply', timeout: '24h', cases, on_timeout: 'silent' },
        { id: 'yes', do: 'end', outcome: 'yes' },
        { id: 'silent', do: 'end', outcome: 'silent' },
      ],
    });
    const requestId = await scene.start();
    await scene.waitForStatus(requestId, 'waiting');
    const run = (text: string, ...values: unknown[]) =>
      env.DB.prepare(text)
        .bind(...values)
        .run();
    return {
      ...scene,
      requestId,
      breakBy: (reason: string) =>
        run(
          'update channels set broken_at = ?, broken_reason = ? where channel_id = ?',
          Date.now(),
          reason,
          scene.channelId,
        ),
      /** Lets hours pass, and wakes the run. */
      async pass(hours: number) {
        const ms = hours * HOUR_MS;
        const ofStep = "where request_id = ? and step = 'answer'";
        await run(
          `update request_steps set deadline = deadline - ?, started_at = started_at - ? ${ofStep}`,
          ms,
          ms,
          requestId,
        );
        await run('update channels set broken_at = broken_at - ? where channel_id = ?', ms, scene.channelId);
        await run('update requests set wake_at = 1 where request_id = ?', requestId);
        await runCron();
      },
      /** Waits until the run has looked at its wait, and waits on. */
      waitsOn: () =>
        until(async () => {
          const row = await env.DB.prepare('select status, wake_at from requests where request_id = ?')
            .bind(requestId)
            .first<{ status: string; wake_at: number }>();
          expect(row?.status).toBe('waiting');
          expect(row?.wake_at).toBeGreaterThan(Date.now() + HOUR_MS);
          return (row?.wake_at ?? 0) - Date.now();
        }),
    };
  }

  test('on a number that gets no messages is not silent: the time goes on once it works again', async () => {
    const scene = await asked();
    await scene.pass(4);
    await scene.waitsOn();
    await scene.breakBy('account_deleted');
    await scene.pass(30);
    expect(await scene.waitsOn()).toBeGreaterThan(300 * 24 * HOUR_MS);
    await scene.as('POST', `/v1/channels/${scene.channelId}/resume`);
    await runCron();
    // Of the 24 hours 4 had passed.
    const left = await until(async () => {
      const ms = await scene.waitsOn();
      expect(ms).toBeLessThan(21 * HOUR_MS);
      return ms;
    });
    expect(left).toBeGreaterThan(19 * HOUR_MS);
    await scene.pass(21);
    expect((await scene.waitForStatus(scene.requestId, 'completed')).outcome).toBe('silent');
  });

  test('can still reply while the number is unreachable for others, and is heard', async () => {
    const scene = await asked();
    await scene.breakBy('disabled_update');
    await scene.pass(30);
    await scene.waitsOn();
    await scene.reply({ wamid: newWamid(), text: 'sì' });
    expect((await scene.waitForStatus(scene.requestId, 'completed')).outcome).toBe('yes');
  });

  test('on a number that only cannot send is silent', async () => {
    const scene = await asked();
    await scene.breakBy('meta_190');
    await scene.pass(25);
    expect((await scene.waitForStatus(scene.requestId, 'completed')).outcome).toBe('silent');
  });

  test('on a number that was disconnected is not silent: the request fails, and goes on by the number that is connected then', async () => {
    const scene = await asked();
    await scene.as('DELETE', `/v1/channels/${scene.channelId}`);
    await scene.pass(25);
    const { error } = await scene.waitForStatus(scene.requestId, 'failed');
    expect(error).toMatchObject({ code: 'channel_not_found', step: 'answer' });
    const secrets = { access_token: 'EAAG-token-of-the-test', app_secret: APP_SECRET };
    const line = { phone_number_id: scene.phoneNumberId, waba_id: scene.wabaId };
    expect((await scene.as('POST', '/v1/channels', { name: 'Di nuovo', ...line, ...secrets })).status).toBe(201);
    await scene.as('PATCH', `/v1/requests/${scene.requestId}`, { restart: true });
    await scene.waitForStatus(scene.requestId, 'waiting');
    await scene.reply({ wamid: newWamid(), text: 'sì' });
    expect((await scene.waitForStatus(scene.requestId, 'completed')).outcome).toBe('yes');
  });
});
