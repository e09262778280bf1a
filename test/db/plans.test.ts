import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { makeDeps } from '../../src/composition/make-deps';
import { readSettings } from '../../src/composition/settings';
import { driveRun } from '../../src/domain/flows/drive-run';
import { deliverBatch } from '../../src/domain/pushes/deliver-batch';
import { sweep } from '../../src/domain/sweep/sweep';
import worker from '../../src/index';
import { consumeInbound } from '../../src/runtime/inbound-consumer';
import { lowestId } from '../../src/shared/crypto/ids';
import { allOperations, fillPath } from '../support/openapi-operations';
import { queuedOrder } from '../support/queued-order';
import { type RecordedStatement, recordingEnv } from '../support/recording-env';
import { newScene, type Scene } from '../support/scene';
import { shopifyOrder, shopifyOrderJson } from '../support/shopify-order';
import { signedInBrowser } from '../support/signed-in-browser';

/** Lists for the operator, over few rows, called by hand. */
const BY_HAND = [/not like/, /from "accounts"\s+order by/];
/** Statements of the sweep that read the first rows of a table, or a row of each subscription. */
const BOUNDED = [
  /order by rowid limit/,
  /min\("message_id"\) from "messages" where \(\("messages"\."send_due_at" is not null/,
  /select distinct "account_id" from "subscriptions"/,
  // The flows that wait for their templates, by an index of these alone.
  /select "flows"."account_id" from "flows" where "flows"."activate_when_ready" = 1/,
];

/** Runs the selects among these statements again and returns the number of rows that they read. */
async function rowsOf(calls: RecordedStatement[]): Promise<number> {
  let rows = 0;
  for (const { query, values } of calls) {
    if (!query.startsWith('select') || values.length === 0) continue;
    const statement = env.DB.prepare(query).bind(...values);
    rows += (await statement.all()).meta.rows_read;
  }
  return rows;
}

const asked: RecordedStatement[] = [];
let scene: Scene;

async function callEveryOperation(): Promise<void> {
  const recorded = recordingEnv(asked);
  const ids = { id: scene.storeId, key: 'flow', user_key: scene.userKey };
  const queries = [
    `user_key=${encodeURIComponent(scene.userKey)}`,
    'request_id=req_00000000000000000000000000',
    'flow=flow',
    'status=failed',
    'object_id=1',
    'created_from=2026-01-01',
    'outcome=x&id_store=y',
    'q=ada%20pacco',
  ];
  for (const { method, path, parameters } of await allOperations()) {
    const known = new Set(parameters.map(({ name }) => name));
    const hasParameter = (query: string) => [...new URLSearchParams(query).keys()].some((name) => known.has(name));
    const variants = method === 'GET' ? ['', ...queries.filter(hasParameter)] : [''];
    for (const query of variants) {
      const context = createExecutionContext();
      const request = new Request(`https://aisac.test${fillPath(path, ids)}?${query}`, {
        method,
        headers: {
          'x-api-key': scene.key,
          authorization: `Bearer ${inject('settings').ADMIN_TOKEN}`,
          'content-type': 'application/json',
        },
        body: method === 'GET' || method === 'DELETE' ? null : '{}',
      });
      if (path.startsWith('/admin')) request.headers.delete('x-api-key');
      else request.headers.delete('authorization');
      await (await worker.fetch(request, recorded, context)).text();
      await waitOnExecutionContext(context);
    }
  }
}

async function runEverything(): Promise<void> {
  const check = readSettings(env);
  if (!check.ok) throw new Error(check.invalid.join());
  const deps = makeDeps(recordingEnv(asked), check.settings, {
    d1: recordingEnv(asked).DB,
    meter: { statements: 0, roundTrips: 0, rowsRead: 0 },
    traceId: 'plans',
    ownHost: null,
  });
  await scene.saveFlow({
    steps: [
      { id: 'order', do: 'get_object', save_as: 'order', on_not_found: 'say' },
      { id: 'say', do: 'send_message', to: scene.userKey, text: 'x' },
      { id: 'pay', do: 'charge', kind: 'push' },
      { id: 'push', do: 'update_object', variables: { a: 1 } },
      { id: 'answer', do: 'wait_for_reply', timeout: '1s' },
      { id: 'hold', do: 'wait', for: '1s' },
      { id: 'done', do: 'end', outcome: 'ok' },
    ],
  });
  const requestId = await scene.start();
  await driveRun(
    deps,
    { accountId: scene.accountId, requestId },
    {
      do: async (_name, _delays, action) => action(true),
      waitForEvent: async (_name, _type, timeoutMs) => scheduler.wait(Math.min(timeoutMs, 1_100)),
    },
  );
  const at = { account_id: scene.accountId, channel_id: scene.channelId, received_at: Date.now() };
  const message = (body: unknown) => ({ body, attempts: 1, ack() {}, retry() {} }) as any;
  await consumeInbound(deps, {
    messages: [
      message({
        ...at,
        type: 'message',
        value: { id: 'w1', from: scene.customer, type: 'text', text: { body: 'x' }, context: { id: 'w' } },
      }),
      message({ ...at, type: 'status', value: { id: 'w2', status: 'read' } }),
      message(
        queuedOrder({ accountId: scene.accountId, shopId: scene.storeId }, shopifyOrderJson(shopifyOrder('1001'))).body,
      ),
    ],
  } as any);
  await deliverBatch(deps, ['psh_x'], () => undefined);
  await deps.pushes.find(scene.accountId, 'psh_x');
  await deps.inboundOrders.findVersions(scene.accountId, scene.storeId, ['1001']);
  await deps.inboundOrders.clearPayloads([]);
  await deps.inboundShipments.listAwaited(10);
  await deps.inboundEvents.delete([]);
  await deps.channels.findByMetaIds({ phoneNumberIds: ['1'], wabaIds: ['2'] });
  await deps.stores.markWebhookRefused(scene.accountId, scene.storeId, Date.now());
  const session = { accountId: scene.accountId, sessionId: 'x' };
  await deps.auditPages.load(session, { before: 9, limit: 2 });
  await deps.optOutPages.load(session, { after: 'a', limit: 2 });
  await deps.sessions.find(scene.accountId, 'x');
  await sweep(deps);
  const at0 = { accountId: scene.accountId, now: 0, visibleAt: 0, limit: 1 };
  await deps.eventDeliveries.dispatch(at0);
  await deps.eventDeliveries.replay({ ...at0, subscriptionId: 'sub_x', since: 0, types: ['*'] });
  const delivery = { accountId: scene.accountId, subscriptionId: 'sub_x', eventId: 'evt_x' };
  await deps.eventDeliveries.claimDue({ keys: [delivery], now: 0, visibleAt: 0 });
  await deps.eventDeliveries.resend(delivery, 0, 0);
  const dead = {
    delivery: {
      ...delivery,
      seq: 0,
      objectId: 'req_x',
      state: 'in_flight' as const,
      attempts: 9,
      attemptsBefore: 0,
      nextAttemptAt: 0,
      visibleAt: 0,
      lastError: null,
      createdAt: 0,
      updatedAt: 0,
      deliveredAt: null,
    },
    state: 'dead' as const,
    nextAttemptAt: null,
    visibleAt: null,
    lastError: 'http_410',
    attempt: null,
    pauses: true,
    events: [{ accountId: scene.accountId, type: 'push.dead' as const, objectId: 'sub_x', facts: {} }],
  };
  await deps.eventDeliveries.writeResults([dead], 0, 0);
  await deps.outbox.listAfter(scene.accountId, { after: lowestId('evt', 1), types: ['request.*'], limit: 1 });
  await deps.eventSubjects.find(scene.accountId, [{ subject: 'message', objectId: 'msg_x' }]);
  const old = { accountId: scene.accountId, before: Date.now() };
  await deps.retention.loadCandidates({ ...old, cursor: {}, limit: 10 });
  const names = {
    requests: ['req_x'],
    orders: ['ord_x'],
    shipments: ['shp_x'],
    messages: ['msg_x'],
    events: ['evt_x'],
    deadLetters: ['evt_x'],
  };
  await deps.retention.purge(
    { ...old, auditBefore: 1, leaseUntil: 0 },
    { ...names, names: ['x'] },
    { at: 0, cursor: null },
  );
  await deps.retention.postpone({ accountId: scene.accountId, leaseUntil: 0, at: 0 });
  await deps.requests.cancel({ accountId: scene.accountId, requestId: 'req_x' }, 0, 0, null);
  await deps.overview.load({ accountId: scene.accountId, sessionId: '' }, { earliest: 0, latest: Date.now() }, [1, 2]);
}

beforeAll(async () => {
  scene = await newScene();
  await scene.saveFlow({ steps: [{ id: 'done', do: 'end', outcome: 'ok' }] });
  await runEverything();
  await callEveryOperation();
}, 60_000);

test('every statement uses an index: none scans a whole table', async () => {
  const statements = new Map(
    asked
      .filter(({ query, values }) => values.length > 0 || !query.includes('?'))
      .map((one) => [one.query, one.values]),
  );
  expect(statements.size).toBeGreaterThan(70);
  const scans: string[] = [];
  for (const [query, values] of statements) {
    if ([...BY_HAND, ...BOUNDED].some((pattern) => pattern.test(query))) continue;
    const plan = await env.DB.prepare(`explain query plan ${query}`)
      .bind(...values)
      .all<{ detail: string }>();
    for (const { detail } of plan.results) {
      // json_each scans its parameter, k, o and page are subqueries: these are not tables.
      if (/^SCAN (?!(?:k|o|page)\b|json_each|CONSTANT|\()/.test(detail) && !/VIRTUAL TABLE/.test(detail)) {
        scans.push(`${detail}: ${query}`);
      }
    }
  }
  expect(scans).toEqual([]);
});

describe.each([1_000, 20_000])('with %i requests', (count) => {
  let crowded: Scene;
  beforeAll(async () => {
    crowded = await newScene();
    await crowded.saveFlow({ steps: [{ id: 'done', do: 'end', outcome: 'ok' }] });
    await env.DB.prepare(
      `with recursive n(i) as (select 0 union all select i + 1 from n where i + 1 < ?1)
       insert into requests (request_id, account_id, flow, flow_version, user_key, id_store, object_type, object_id,
         variables, status, waiting_for, created_at, updated_at)
       select 'req_0' || printf('%025d', i + ?4), ?2, 'flow', 1, 'u' || (i % 100), ?3, 'order', i, '{}',
         iif(i % 2, 'completed', 'failed'), iif(i % 50, null, 'person'), i, i from n`,
    )
      .bind(count, crowded.accountId, crowded.storeId, count * 10)
      .run();
  }, 60_000);

  test.each([
    '',
    'user_key=u7',
    'flow=flow',
    'status=failed',
    'object_id=77',
    'waiting_for=person',
    'user_key=u7&order=asc',
    'created_from=2026-01-01',
  ])('a page of «%s» reads at most 2 × limit + 10 rows', async (filter) => {
    const calls: RecordedStatement[] = [];
    const context = createExecutionContext();
    const request = new Request(`https://aisac.test/v1/getRequests?limit=20&${filter}`, {
      headers: { 'x-api-key': crowded.key },
    });
    const answer = await worker.fetch(request, recordingEnv(calls), context);
    expect(answer.status).toBe(200);
    const list = calls.filter(({ query, values }) => query.includes('from "requests"') && values.length > 0);
    let rows = 0;
    for (const { query, values } of list)
      rows += (
        await env.DB.prepare(query)
          .bind(...values)
          .all()
      ).meta.rows_read;
    expect(list).toHaveLength(1);
    expect(rows).toBeLessThanOrEqual(2 * 20 + 10);
  });
});

describe("the profile page's requests", () => {
  type Crowd = { key: string; oneId: string };
  const crowds: Crowd[] = [];

  /** Creates an account with `count` requests, each about its own order. */
  async function newCrowd(count: number): Promise<Crowd> {
    const crowd = await newScene();
    const { key, accountId, storeId } = crowd;
    await crowd.saveFlow({ steps: [{ id: 'done', do: 'end', outcome: 'ok' }] });
    const id = (n: number | string) => `0${accountId.slice(-8)}${String(n).padStart(17, '0')}`;
    const numbers = 'with recursive n(i) as (select 1 union all select i + 1 from n where i < ?1)';
    await env.DB.batch([
      env.DB.prepare(
        `${numbers} insert into requests (request_id, account_id, flow, flow_version, user_key, id_store, object_type,
           object_id, variables, status, waiting_for, created_at, updated_at)
         select 'req_' || ?4 || printf('%017d', i), ?2, 'flow', 1, 'u' || (i % 20), ?3, 'order', i, '{}',
           iif(i % 2, 'completed', 'failed'), iif(i % 50, null, 'person'), i, i from n`,
      ).bind(count, accountId, storeId, id('').slice(0, 9)),
      env.DB.prepare(
        `${numbers} insert into orders (id, account_id, id_store, order_id, source, order_number, currency, total, items,
           variables, created_at)
         select 'ord_' || ?4 || printf('%017d', i), ?2, ?3, i, 'api', '#N' || i, 'EUR', 1, '[]', '{}', i from n`,
      ).bind(count, accountId, storeId, id('').slice(0, 9)),
    ]);
    return { key, oneId: `req_${id(77)}` };
  }

  async function rowsOfPage({ key, oneId }: Crowd, path: string): Promise<number> {
    const browser = await signedInBrowser({ key });
    const calls: RecordedStatement[] = [];
    const request = browser.request(`/account/profile/requests${path.replace('{id}', oneId)}`);
    const answer = await worker.fetch(request, recordingEnv(calls), createExecutionContext());
    expect(answer.status).toBe(200);
    return rowsOf(calls);
  }

  beforeAll(async () => {
    for (const count of [2_000, 20_000]) crowds.push(await newCrowd(count));
    // The rows of the last account in an index have none after them to end at.
    await newScene();
  });

  test.each([
    '',
    '?customer=u7',
    '?order=77',
    '?order=%23N77&state=completed',
    '?state=failed',
    '?flow=flow',
    '?state=person',
    '/{id}',
  ])('«%s» reads no more rows of 20,000 requests than of 2,000', async (path) => {
    const [few, many] = [await rowsOfPage(crowds[0] as Crowd, path), await rowsOfPage(crowds[1] as Crowd, path)];
    expect(many).toBe(few);
    expect(many).toBeLessThan(path.includes('order') ? 2_500 : 250);
  });
});

describe('the rows that are read for one request or customer', () => {
  const paths = [
    '/v1/getRequest?request_id=req_00000000000000000000000007',
    '/v1/pushes?request_id=req_00000000000000000000000007',
    '/v1/getFlowByUserKey?user_key=u7',
    '/v1/getChargesByUserKey?user_key=u7',
  ];
  const rowsRead = async (key: string, path: string): Promise<number> => {
    const calls: RecordedStatement[] = [];
    const request = new Request(`https://aisac.test${path}`, { headers: { 'x-api-key': key } });
    const answer = await worker.fetch(request, recordingEnv(calls), createExecutionContext());
    expect(answer.status).toBe(200);
    return rowsOf(calls);
  };

  test('do not grow with the other rows of the account', async () => {
    const made = await newScene();
    const numbers = 'with recursive n(i) as (select ?1 union all select i + 1 from n where i + 1 < ?2)';
    const fill = async (from: number, to: number) => {
      await env.DB.prepare(
        `${numbers} insert into charges (charge_id, account_id, user_key, kind, description, quantity, unit_price, amount,
           currency, cause, created_at)
         select 'chg_' || ?3 || i, ?3, 'u' || i, 'push', '', 1, 1, 1, 'EUR', i, i from n`,
      )
        .bind(from, to, made.accountId)
        .run();
      await env.DB.prepare(
        `${numbers} insert into pushes (push_id, account_id, id_store, request_id, step, visit, flow, user_key, object_type, object_id,
           sequence, variables, state, attempts, attempts_before, created_at, updated_at)
         select 'psh_' || ?3 || i, ?3, ?4, 'req_' || printf('%026d', i), ?3, 1, 'flow', 'u' || i, 'order', i, 1, '{}',
           'delivered', 1, 0, i, i from n`,
      )
        .bind(from, to, made.accountId, made.storeId)
        .run();
    };
    await env.DB.prepare(
      `insert into requests (request_id, account_id, flow, flow_version, user_key, id_store, variables, status, created_at,
         updated_at)
       values ('req_00000000000000000000000007', ?1, 'flow', 1, 'u7', ?2, '{}', 'completed', 1, 1)`,
    )
      .bind(made.accountId, made.storeId)
      .run();
    await made.saveFlow({ steps: [{ id: 'done', do: 'end', outcome: 'ok' }] });
    await fill(0, 20);
    await rowsRead(made.key, paths[0] ?? '');
    const few: number[] = [];
    for (const path of paths) few.push(await rowsRead(made.key, path));
    await fill(20, 2_000);
    const many: number[] = [];
    for (const path of paths) many.push(await rowsRead(made.key, path));
    expect(many).toEqual(few);
  });
});
