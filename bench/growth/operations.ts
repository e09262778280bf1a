import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { metaBytes, metaDelivery, metaSignature, statusValue } from '../../test/standins/meta-webhooks.ts';
import { shopifyOrder, shopifyOrderJson } from '../../test/support/shopify-order.ts';
import { APP_SECRET, NUMBER } from '../support/whatsapp-number.ts';
import { seededCustomer, seededId } from './seed.ts';
import { type Call, makeCalls, type Side, until, WEBHOOK_SECRET } from './side.ts';

/** `play` does an operation so many `times` and gives what a caller saw in ms; `prepare` is not measured. */
export type Operation = {
  name: string;
  times: number;
  prepare?: (side: Side, play: number) => Promise<void>;
  play: (side: Side, play: number) => Promise<number[]>;
};

const READS = 100;
const WRITES = 50;
/** So many rows, spread over the whole table, are asked for again and again. */
const SPREAD = 50;
const BATCH = 50;

const spread = (side: Side, i: number): number => Math.floor(((i % SPREAD) * side.size) / SPREAD) + (i % 7);

function reads(name: string, path: (side: Side, i: number) => string): Operation {
  const call = (side: Side, i: number): Call => ({
    path: path(side, i),
    init: { headers: { 'x-api-key': side.key } },
    status: 200,
  });
  return {
    name,
    times: READS,
    play: (side) =>
      makeCalls(
        side,
        Array.from({ length: READS }, (_, i) => call(side, i)),
      ),
  };
}

const customer = (side: Side, i: number) => encodeURIComponent(seededCustomer(spread(side, i), side.size));
const cursor = (id: string) => encodeURIComponent(`c1.${btoa(id).replaceAll('=', '')}`);
const request = (side: Side, i: number) => seededId('req', spread(side, i));

/** A run of the flow has ended for each of them when it is done. */
async function withRuns(side: Side, count: number, work: () => Promise<number[]>): Promise<number[]> {
  const before = side.seen.get('runs') ?? 0;
  const times = await work();
  await until(side, 'runs', before + count);
  return times;
}

function creates(name: string, path: string, body: (side: Side) => unknown): Operation {
  const call = (side: Side): Call => ({
    path,
    init: {
      method: 'POST',
      headers: { 'x-api-key': side.key, 'content-type': 'application/json' },
      body: JSON.stringify(body(side)),
    },
    status: 201,
  });
  return {
    name,
    times: WRITES,
    play: (side) =>
      withRuns(side, WRITES, () =>
        makeCalls(
          side,
          Array.from({ length: WRITES }, () => call(side)),
        ),
      ),
  };
}

async function applied(side: Side, calls: Call[]): Promise<number[]> {
  const before = side.seen.get('inbound') ?? 0;
  const times = await makeCalls(side, calls);
  await until(side, 'inbound', before + calls.length);
  return times;
}

async function statusCall(side: Side, i: number): Promise<Call> {
  const recipient = seededCustomer(i, side.size).slice(1);
  const bytes = metaBytes(metaDelivery(NUMBER, statusValue({ wamid: `wamid.${i}`, status: 'delivered', recipient })));
  const headers = { 'x-hub-signature-256': await metaSignature(bytes, APP_SECRET) };
  return { path: '/webhook/facebook/', init: { method: 'POST', headers, body: bytes }, status: 200 };
}

function orderCall(side: Side): Call {
  const body = shopifyOrderJson(shopifyOrder(String(5_000_000_000_000n + BigInt(nextOrder++))));
  return {
    path: `/webhook/shopify/?api_key=${side.key}&action=creation&id_store=${side.idShop}`,
    init: {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-shopify-hmac-sha256': createHmac('sha256', WEBHOOK_SECRET).update(body).digest('base64'),
        'x-shopify-topic': 'orders/create',
        'x-shopify-webhook-id': randomUUID(),
      },
      body,
    },
    status: 200,
  };
}
let nextOrder = 0;

const many = <Made>(make: (i: number) => Made): Made[] => Array.from({ length: BATCH }, (_, i) => make(i));
/** Of every play others, spread over the whole table. */
const ofPlay = (side: Side, play: number, i: number) => Math.floor((i * side.size) / BATCH) + play;

async function sweeps(side: Side, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const started = performance.now();
    const { outcome } = await side.handlers.scheduled({ cron: '* * * * *' });
    assert.equal(outcome, 'ok');
    times.push(performance.now() - started);
  }
  return times;
}

/** Requests that were accepted and never started. */
async function leaveQueued({ db, accountId, storeId, size }: Side, play: number): Promise<void> {
  await db
    .prepare(
      `insert into requests (request_id, account_id, flow, flow_version, user_key, id_store, variables, status, wake_at,
        created_at, updated_at)
       select 'req_1' || printf('%025d', ?1 * 1000 + value), ?2, 'bench', 1, ?3, ?4, '{}', 'queued', ?5, ?5, ?5
       from json_each(?6)`,
    )
    .bind(play, accountId, seededCustomer(play, size), storeId, Date.now(), JSON.stringify(many((i) => i)))
    .run();
}

/** Pushes of new objects that are due. */
async function leavePushes({ db, accountId, storeId, size }: Side, play: number): Promise<void> {
  await db
    .prepare(
      `insert into pushes (push_id, account_id, id_store, request_id, step, visit, flow, user_key, object_type, object_id,
        sequence, variables, state, attempts, attempts_before, next_at, held_until, created_at, updated_at)
       select 'psh_1' || printf('%025d', ?1 * 1000 + value), ?2, ?3, 'req_0' || printf('%025d', value), 'more', ?1 + 2,
         'bench', ?4, 'order', 'n' || ?1 || '-' || value, 1, '{"a":1}', 'pending', 0, 0, ?5, ?5 + 3600000, ?5, ?5
       from json_each(?6)`,
    )
    .bind(play, accountId, storeId, seededCustomer(play, size), Date.now(), JSON.stringify(many((i) => i)))
    .run();
}

async function deliver(side: Side, play: number): Promise<number[]> {
  const started = performance.now();
  const { outcome, retryMessages } = await side.handlers.queue(
    'pushes',
    many((i) => ({
      id: `m${i}`,
      timestamp: new Date(),
      attempts: 1,
      body: { push_id: `psh_1${String(play * 1_000 + i).padStart(25, '0')}` },
    })),
  );
  assert.deepEqual({ outcome, retryMessages }, { outcome: 'ok', retryMessages: [] });
  return [performance.now() - started];
}

export const OPERATIONS: Operation[] = [
  reads('getRequest', (side, i) => `/v1/getRequest?request_id=${request(side, i)}`),
  reads('getRequests', () => '/v1/getRequests'),
  reads('getRequests, user_key', (side, i) => `/v1/getRequests?user_key=${customer(side, i)}`),
  reads('getRequests, flow', () => '/v1/getRequests?flow=other'),
  reads('getRequests, status', () => '/v1/getRequests?status=failed'),
  reads('getRequests, half-way', (side) => `/v1/getRequests?cursor=${cursor(seededId('req', side.size / 2))}`),
  reads('getFlowByUserKey, 20 runs', (side, i) => `/v1/getFlowByUserKey?user_key=${customer(side, i)}`),
  reads('getChargesByUserKey', (side, i) => `/v1/getChargesByUserKey?user_key=${customer(side, i)}`),
  reads('orders', () => '/v1/orders'),
  reads('pushes, state', () => '/v1/pushes?state=dead'),
  reads('messages, request_id', (side, i) => `/v1/messages?request_id=${request(side, i)}`),
  creates('createRequest and its run', '/v1/createRequest', (side) => ({
    flow: 'bench',
    user_key: `u${nextOrder++}`,
    id_store: side.storeId,
  })),
  creates('createOrder and its run', '/v1/createOrder', (side) => ({
    order_id: `api-${nextOrder++}`,
    id_store: side.storeId,
    user_key: `u${nextOrder}`,
    currency: 'EUR',
    total: '59.90',
    payment_method: 'cod',
    items: [{ sku: 'MAGLIA-M', name: 'Maglia', quantity: 1, unit_price: '59.90' }],
  })),
  {
    name: 'Meta webhook, applied',
    times: BATCH,
    play: async (side, play) => applied(side, await Promise.all(many((i) => statusCall(side, ofPlay(side, play, i))))),
  },
  {
    name: 'Shopify webhook, its run',
    times: BATCH,
    play: (side) =>
      withRuns(side, BATCH, () =>
        applied(
          side,
          many(() => orderCall(side)),
        ),
      ),
  },
  { name: 'sweep, nothing due', times: 20, play: (side) => sweeps(side, 20) },
  {
    name: 'sweep, 50 due, their runs',
    times: BATCH,
    prepare: leaveQueued,
    play: (side) => withRuns(side, BATCH, () => sweeps(side, 1)),
  },
  { name: '50 pushes delivered', times: BATCH, prepare: leavePushes, play: deliver },
];
