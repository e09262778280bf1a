import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { makeDeps } from '../../src/composition/make-deps';
import { readSettings } from '../../src/composition/settings';
import { driveRun } from '../../src/domain/flows/drive-run';
import { payloadForRequest } from '../../src/domain/messages/payload-id';
import { sweep } from '../../src/domain/sweep/sweep';
import { newId } from '../../src/shared/crypto/ids';
import { makePushesDue } from '../support/hurry-pushes';
import { newScene, runCron, until } from '../support/scene';
import { workerDeps } from '../support/shopify-admin';

const ask = (timeout: string) => [
  { id: 'ask', do: 'send_message', to: '{{ request.user_key }}', text: 'Confermi?' },
  {
    id: 'answer',
    do: 'wait_for_reply',
    timeout,
    cases: [{ button: 'YES', goto: 'yes' }],
    on_timeout: 'late',
  },
  { id: 'yes', do: 'end', outcome: 'yes' },
  { id: 'late', do: 'end', outcome: 'late' },
];
const due = (requestId: string) =>
  env.DB.prepare('update requests set wake_at = 0 where request_id = ? and wake_at is not null').bind(requestId).run();

test('a reply at the very moment of the timeout is decided once, one way or the other', async () => {
  const scene = await newScene();
  await scene.openWindow();
  await scene.saveFlow({ steps: ask('4s') });
  const requests = await Promise.all(Array.from({ length: 16 }, async () => scene.start()));
  for (const id of requests) await scene.waitForStatus(id, 'waiting');
  await Promise.all(
    requests.map(async (id, i) => {
      const row = await env.DB.prepare("select deadline from request_steps where request_id = ? and step = 'answer'")
        .bind(id)
        .first<{ deadline: number }>();
      // A reply takes about 100 ms to reach the wait, so some arrive before the timeout and some after.
      await scheduler.wait(Math.max((row?.deadline ?? 0) - Date.now() - 250 + 20 * i, 0));
      await scene.reply({ wamid: `wamid.${id}`, button: { payload: payloadForRequest(id, 'YES'), text: 'Sì' } });
    }),
  );
  for (const id of requests) {
    const done = await scene.waitForStatus(id, 'completed', 30_000);
    const answer = done.steps.find(({ step }: any) => step === 'answer');
    expect(done.outcome).toBe(answer.detail.button === 'YES' ? 'yes' : 'late');
    expect(done.steps.filter(({ kind }: any) => kind === 'end')).toHaveLength(1);
    // A late reply is stored with its request.
    const storedReply = await until(async () => {
      const { steps } = await scene.request(id);
      const all = steps.filter(({ detail }: any) => detail.wamid === `wamid.${id}`);
      expect(all).toHaveLength(1);
      return all[0];
    });
    expect(storedReply.kind).toBe(done.outcome === 'yes' ? 'wait_for_reply' : 'message_received');
  }
}, 60_000);

test('a run whose instance failed resumes at the same step and sends nothing twice', async () => {
  const scene = await newScene();
  await scene.openWindow();
  await scene.saveFlow({ steps: ask('24h') });
  const requestId = await scene.start();
  await scene.waitForStatus(requestId, 'waiting');
  await (await env.FLOW_RUN.get(requestId)).terminate();
  await scene.reply({ button: { payload: payloadForRequest(requestId, 'YES'), text: 'Sì' } });
  await until(async () => {
    await due(requestId);
    await runCron();
    expect((await scene.request(requestId)).status).toBe('completed');
  });
  expect((await scene.request(requestId)).outcome).toBe('yes');
  expect(await scene.sentMessages()).toHaveLength(1);
}, 60_000);

test('a run that fails when it starts to wait for a push resumes within a minute of its end, and pushes once', async () => {
  const scene = await newScene();
  await scene.saveFlow({
    steps: [
      { id: 'tell', do: 'update_object', object: { id: '1' }, variables: { n: 1 }, wait: true },
      { id: 'done', do: 'end', outcome: 'told' },
    ],
  });
  const model = await scene.start();
  await scene.waitForStatus(model, 'completed');
  const requestId = newId('req');
  // The run has no Workflow instance: it runs in the test, where it can be made to fail.
  await env.DB.prepare(
    `insert into requests (request_id, account_id, flow, flow_version, user_key, id_store, variables, status, wake_at,
      created_at, updated_at)
     select ?, account_id, flow, flow_version, user_key, id_store, variables, 'queued', ?, created_at, updated_at
     from requests where request_id = ?`,
  )
    .bind(requestId, Date.now() + 3_600_000, model)
    .run();
  const deps = workerDeps();
  const { accountId } = scene;
  const lost = () => Promise.reject(new Error('the answer of D1 is lost'));
  const durable = {
    do: (_name: string, _delays: number[], act: any) => act(true),
    waitForEvent: async () => undefined,
  };
  const wakesIn = async () => {
    const row = await env.DB.prepare('select wake_at from requests where request_id = ?').bind(requestId).first<any>();
    return row.wake_at - Date.now();
  };
  const { runLog, runWaits } = deps;
  const withoutPushAnswer = Object.create(deps, {
    runLog: { value: { ...runLog, writePush: (push: never) => runLog.writePush(push).then(lost) } },
  });
  await expect(driveRun(withoutPushAnswer, { accountId, requestId }, durable)).rejects.toThrow('is lost');
  // The push was not queued. Its end wakes the run.
  expect((await scene.request(requestId)).status).toBe('waiting');
  expect(await wakesIn()).toBeGreaterThan(86_400_000);
  await makePushesDue(scene);
  await until(async () => expect(await wakesIn()).toBeLessThanOrEqual(0));

  // The platform has stored the result of the step, but the wait was lost with the run.
  const durableAgain = { ...durable, do: async () => ({ state: 'accepted', now: Date.now() }) };
  const withoutWaitAnswer = Object.create(deps, {
    runWaits: { value: { ...runWaits, openWait: (wait: never) => runWaits.openWait(wait).then(lost) } },
  });
  await expect(driveRun(withoutWaitAnswer, { accountId, requestId }, durableAgain)).rejects.toThrow('is lost');
  expect(await wakesIn()).toBeLessThanOrEqual(60_000);
  await due(requestId);
  await runCron();
  expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('told');
  expect((await scene.merchantCalls()).deliveries).toHaveLength(2);
});

test('an endless loop ends with loop_limit', async () => {
  const scene = await newScene();
  await scene.saveFlow({
    steps: [
      { id: 'past', do: 'wait', until: '2020-01-01' },
      { id: 'again', do: 'branch', cases: [{ when: 'true', goto: 'past' }], otherwise: 'done' },
      { id: 'done', do: 'end', outcome: 'ok' },
    ],
  });
  const failed = await scene.waitForStatus(await scene.start(), 'failed', 30_000);
  expect(failed.error).toMatchObject({ code: 'loop_limit', step: 'past' });
  expect(failed.steps.filter(({ step }: any) => step === 'again')).toHaveLength(25);
}, 60_000);

test('a thousand waiting requests add no reads to a sweep', async () => {
  const scene = await newScene();
  await scene.saveFlow({ steps: ask('24h') });
  const check = readSettings(env);
  if (!check.ok) throw new Error(check.invalid.join());
  const rowsOfSweep = async () => {
    const meter = { statements: 0, roundTrips: 0, rowsRead: 0 };
    await sweep(makeDeps(env, check.settings, { d1: env.DB, meter, traceId: 'sweep', ownHost: null }));
    return meter.rowsRead;
  };
  await runCron();
  const before = await rowsOfSweep();
  await env.DB.prepare(
    `with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000)
     insert into requests (request_id, account_id, flow, flow_version, user_key, id_store, variables, status, open_wait,
       waiting_for, wake_at, created_at, updated_at)
     select 'req_0' || printf('%025d', i), ?1, 'flow', 1, 'u', ?2, '{}', 'waiting', 'answer-1', 'reply', ?3, i, i from n`,
  )
    .bind(scene.accountId, scene.storeId, Date.now() + 86_400_000)
    .run();
  expect(await rowsOfSweep()).toBeLessThan(before + 20);
});

test('the sweep starts requests whose start failed, a hundred at a time, and loses none', async () => {
  const scene = await newScene();
  await scene.saveFlow({ steps: [{ id: 'done', do: 'end', outcome: 'ok' }] });
  const count = 120;
  await env.DB.prepare(
    `with recursive n(i) as (select 1 union all select i + 1 from n where i < ?1)
     insert into requests (request_id, account_id, flow, flow_version, user_key, id_store, variables, status, wake_at,
       created_at, updated_at)
     select 'req_1' || printf('%025d', i), ?2, 'flow', 1, 'u', ?3, '{}', 'queued', 0, ?4, ?4 from n`,
  )
    .bind(count, scene.accountId, scene.storeId, Date.now())
    .run();
  await runCron();
  await until(async () => {
    const row = await env.DB.prepare("select count(*) n from requests where account_id = ? and outcome = 'ok'")
      .bind(scene.accountId)
      .first<{ n: number }>();
    expect(row?.n).toBe(count);
  }, 50_000);
}, 60_000);
