import assert from 'node:assert/strict';
import { statusValue } from '../../test/standins/meta-webhooks.ts';
import { type Call, getCall, makeCalls, metaCall, orderCall, postCall } from '../support/calls.ts';
import { insertPushes } from '../support/insert-pushes.ts';
import { seededCustomer, seededId } from './seed.ts';
import { type Side, withLogged } from './side.ts';

/** `play` does an operation `times` times; `prepare` is not measured. */
export type Operation = {
  name: string;
  times: number;
  prepare?: (side: Side, play: number) => Promise<void>;
  play: (side: Side, play: number) => Promise<unknown>;
};

const READS = 100;
const WRITES = 50;
const CONCURRENCY = 4;
/** The number of rows, spread over the whole table, that are read repeatedly. */
const SPREAD = 50;
const BATCH = 50;

const spread = (side: Side, i: number): number => Math.floor(((i % SPREAD) * side.size) / SPREAD) + (i % 7);
const customer = (side: Side, i: number) => encodeURIComponent(seededCustomer(spread(side, i), side.size));
const cursor = (id: string) => encodeURIComponent(`c1.${btoa(id).replaceAll('=', '')}`);
const request = (side: Side, i: number) => seededId('req', spread(side, i));
const inThreeDays = (): string => new Date(Date.now() + 3 * 86_400_000).toISOString();
const times = <Made>(count: number, make: (i: number) => Made): Made[] =>
  Array.from({ length: count }, (_, i) => make(i));

const makeAll = ({ worker }: Side, calls: Call[]) => makeCalls(worker, calls, CONCURRENCY);

const reads = (name: string, path: (side: Side, i: number) => string): Operation => ({
  name,
  times: READS,
  play: (side) =>
    makeAll(
      side,
      times(READS, (i) => getCall(path(side, i), side.key)),
    ),
});

const creates = (name: string, path: string, body: (side: Side, n: number) => object): Operation => ({
  name,
  times: WRITES,
  play: (side) => {
    const calls = times(WRITES, () => postCall(path, side.key, body(side, (created += 1))));
    return withLogged(side, 'runs', WRITES, () => makeAll(side, calls));
  },
});
let created = 0;

const applied = (side: Side, calls: Call[]) => withLogged(side, 'inbound', calls.length, () => makeAll(side, calls));

const statusCall = (side: Side, i: number): Promise<Call> =>
  metaCall(statusValue({ wamid: `wamid.${i}`, status: 'delivered', recipient: seededCustomer(i, side.size).slice(1) }));

/** Returns the i-th row of a play: each play has others, spread over the whole table. */
const ofPlay = (side: Side, play: number, i: number) => Math.floor((i * side.size) / BATCH) + play;

async function sweeps(side: Side, count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    const { outcome } = await side.handlers.scheduled({ cron: '* * * * *' });
    assert.equal(outcome, 'ok');
  }
}

/** Inserts requests that were accepted and never started. */
async function insertQueued({ db, accountId, idStore, size }: Side, play: number): Promise<void> {
  await db
    .prepare(
      `insert into requests (request_id, account_id, flow, flow_version, user_key, id_store, variables, status, wake_at,
        created_at, updated_at)
       select 'req_1' || printf('%025d', ?1 * 1000 + value), ?2, 'bench', 1, ?3, ?4, '{}', 'queued', ?5, ?5, ?5
       from json_each(?6)`,
    )
    .bind(play, accountId, seededCustomer(play, size), idStore, Date.now(), JSON.stringify(times(BATCH, (i) => i)))
    .run();
}

const pushIds = (play: number): string[] => times(BATCH, (i) => `psh_1${String(play * 1_000 + i).padStart(25, '0')}`);

async function deliver(side: Side, play: number): Promise<void> {
  const timestamp = new Date();
  const messages = pushIds(play).map((push_id, i) => ({ id: `m${i}`, timestamp, attempts: 1, body: { push_id } }));
  const { outcome, retryMessages } = await side.handlers.queue('pushes', messages);
  assert.deepEqual({ outcome, retryMessages }, { outcome: 'ok', retryMessages: [] });
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
  reads('shipments', () => '/v1/shipments'),
  reads('shipments, id_store', ({ idStore }) => `/v1/shipments?id_store=${idStore}`),
  reads('shipments, state', () => '/v1/shipments?state=returning'),
  reads('shipments, order_id', (side, i) => `/v1/shipments?order_id=${spread(side, i)}`),
  reads('shipments, tracking_number', (side, i) => `/v1/shipments?tracking_number=XX${spread(side, i)}`),
  reads('shipments, held_until_before', () => `/v1/shipments?held_until_before=${encodeURIComponent(inThreeDays())}`),
  reads('shipments, half-way', (side) => `/v1/shipments?cursor=${cursor(seededId('shp', side.size / 2))}`),
  reads('shipment with its events', (side, i) => `/v1/shipments/${seededId('shp', spread(side, i))}`),
  reads('messages, request_id', (side, i) => `/v1/messages?request_id=${request(side, i)}`),
  creates('createRequest and its run', '/v1/createRequest', ({ idStore }, n) => ({
    flow: 'bench',
    user_key: `u${n}`,
    id_store: idStore,
  })),
  creates('run that reads order.shipments', '/v1/createRequest', (side, n) => ({
    flow: 'parcels',
    user_key: `u${n}`,
    id_store: side.idStore,
    object: { type: 'order', id: String(spread(side, n)) },
  })),
  creates('createOrder and its run', '/v1/createOrder', ({ idStore }, n) => ({
    order_id: `api-${n}`,
    id_store: idStore,
    user_key: `u${n}`,
    currency: 'EUR',
    total: '59.90',
    payment_method: 'cod',
    items: [{ sku: 'MAGLIA-M', name: 'Maglia', quantity: 1, unit_price: '59.90' }],
  })),
  {
    name: 'Meta webhook, applied',
    times: BATCH,
    play: async (side, play) =>
      applied(side, await Promise.all(times(BATCH, (i) => statusCall(side, ofPlay(side, play, i))))),
  },
  {
    name: 'Shopify webhook, its run',
    times: BATCH,
    play: (side) => {
      const calls = times(BATCH, () => orderCall(side, (created += 1)));
      return withLogged(side, 'runs', BATCH, () => applied(side, calls));
    },
  },
  { name: 'sweep, nothing due', times: 20, play: (side) => sweeps(side, 20) },
  {
    name: 'sweep, 50 due, their runs',
    times: BATCH,
    prepare: insertQueued,
    play: (side) => withLogged(side, 'runs', BATCH, () => sweeps(side, 1)),
  },
  {
    name: '50 pushes delivered',
    times: BATCH,
    prepare: (side, play) => insertPushes(side.db, side, pushIds(play), seededCustomer(play, side.size)),
    play: deliver,
  },
];
