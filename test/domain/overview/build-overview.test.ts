import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { makeDeps } from '../../../src/composition/make-deps';
import { readSettings } from '../../../src/composition/settings';
import type { D1Meter } from '../../../src/db/sql/meter';
import { buildOverview, type Overview } from '../../../src/domain/overview/build-overview';
import { loadOverview } from '../../../src/domain/overview/load-overview';
import { lowestId } from '../../../src/shared/crypto/ids';
import { newTenant, type Tenant } from '../../support/tenant';

const NOW = Date.parse('2026-10-26T10:00:00Z');
const HOUR = 3_600_000;
const MINUTE = 60_000;

async function overviewOf(
  { accountId }: Tenant,
  days = 7,
  timeZone = 'Europe/Rome',
  returnCost: number | null = null,
): Promise<Overview & { meter: D1Meter }> {
  const check = readSettings(env);
  if (!check.ok) throw new Error(check.invalid.join());
  const meter: D1Meter = { statements: 0, roundTrips: 0, rowsRead: 0 };
  const { overview } = makeDeps(env, check.settings, { d1: env.DB, meter, traceId: 'overview', ownHost: null });
  const rows = await loadOverview({ overview }, { accountId, sessionId: '' }, { now: NOW, days });
  return { ...buildOverview({ timeZone, currency: 'EUR', returnCost }, rows, { now: NOW, days }), meter };
}

let made = 0;
/** Makes a unique id with the time of an instant. */
function idAt(prefix: Parameters<typeof lowestId>[0], at: number): string {
  made += 1;
  return lowestId(prefix, at).slice(0, -10) + String(made).padStart(10, '0');
}

const write = (sql: string, ...values: unknown[]) =>
  env.DB.prepare(sql)
    .bind(...values)
    .run();

async function order({ accountId }: Tenant, at: number): Promise<void> {
  const id = idAt('ord', at);
  await write(
    `insert into orders (id, account_id, id_store, order_id, source, currency, total, items, variables, created_at)
     values (?1, ?2, 'str_x', ?1, 'api', 'EUR', 1, '[]', '{}', ?3)`,
    id,
    accountId,
    at,
  );
}

async function request({ accountId }: Tenant, at: number, status = 'completed', outcome: string | null = null) {
  const id = idAt('req', at);
  await write(
    `insert into requests (request_id, account_id, flow, flow_version, user_key, id_store, variables, status, outcome,
       created_at, updated_at)
     values (?1, ?2, 'flow', 1, 'u', 'str_x', '{}', ?4, ?5, ?3, ?3)`,
    id,
    accountId,
    at,
    status,
    outcome,
  );
  return id;
}

async function step(
  { accountId }: Tenant,
  requestId: string,
  more: { seq: number; ms: number | null; result: unknown; kind?: string },
): Promise<void> {
  const { seq, ms, result, kind = 'wait_for_reply' } = more;
  await write(
    `insert into request_steps (request_id, step, visit, account_id, seq, kind, status, detail, result, started_at, ended_at)
     values (?1, 's' || ?3, 1, ?2, ?3, ?4, 'done', '{}', ?5, 1000, ?6)`,

    requestId,
    accountId,
    seq,
    kind,
    result === null ? null : JSON.stringify(result),
    ms === null ? null : 1_000 + ms,
  );
}

async function push(
  { accountId }: Tenant,
  at: number,
  { storeId, state, errors = [] }: { storeId: string; state: string; errors?: (string | null)[] },
): Promise<void> {
  const id = idAt('psh', at);
  await write(
    `insert into pushes (push_id, account_id, id_store, request_id, step, visit, flow, user_key, object_type, object_id,
       sequence, variables, state, attempts, attempts_before, created_at, updated_at)
     values (?1, ?2, ?4, ?1, 's', 1, 'flow', 'u', 'order', ?1, 1, '{}', ?5, ?6, 0, ?3, ?3)`,
    id,
    accountId,
    at,
    storeId,
    state,
    errors.length,
  );
  for (const [i, error] of errors.entries()) {
    await write(
      `insert into push_attempts (push_id, number, account_id, started_at, duration_ms, status, error, answer)
       values (?, ?, ?, ?, 1, 200, ?, '')`,
      id,
      i + 1,
      accountId,
      at,
      error,
    );
  }
}

async function charge(
  { accountId }: Tenant,
  requestId: string | null,
  { kind, amount, currency = 'EUR', at = NOW }: { kind: string; amount: number; currency?: string; at?: number },
): Promise<void> {
  const id = idAt('chg', at);
  await write(
    `insert into charges (charge_id, account_id, user_key, request_id, kind, description, quantity, unit_price, amount,
       currency, cause, created_at)
     values (?1, ?2, 'u', ?3, ?4, '', 1, ?5, cast(?5 as integer), ?6, ?1, ?7)`,
    id,
    accountId,
    requestId,
    kind,
    amount,
    currency,
    at,
  );
}

async function store(
  { accountId }: Tenant,
  storeId: string,
  name: string,
  more: { paused?: boolean; deleted?: boolean },
) {
  await write(
    `insert into stores (id_store, account_id, name, kind, rate, created_at, updated_at, paused_at, deleted_at)
     values (?, ?, ?, 'custom', '{}', 1, 1, ?, ?)`,
    storeId,
    accountId,
    name,
    more.paused ? 1 : null,
    more.deleted ? 1 : null,
  );
}

test('a new account has its days with zero counts', async () => {
  const { days, outcomes, replies, deliveries, charges, more } = await overviewOf(await newTenant());
  expect(days.map(({ day }) => day)).toEqual([
    '2026-10-20',
    '2026-10-21',
    '2026-10-22',
    '2026-10-23',
    '2026-10-24',
    '2026-10-25',
    '2026-10-26',
  ]);
  expect(days[0]).toEqual({ day: '2026-10-20', orders: 0, confirmed: 0, refused: 0, noAnswer: 0, other: 0, open: 0 });
  expect(replies.every((each) => each.replies === 0)).toBe(true);
  expect([outcomes, deliveries, charges]).toEqual([[], [], []]);
  expect(Object.values(more)).not.toContain(true);
});

test('an order belongs to the day of its time zone, which has 25 hours when the clock goes back', async () => {
  const tenant = await newTenant();
  const [first, end] = [Date.parse('2026-10-24T22:00:00Z'), Date.parse('2026-10-25T23:00:00Z')];
  for (const at of [first - 1, first, end - 1, end]) await order(tenant, at);
  const ordersOf = async (zone: string) =>
    (await overviewOf(tenant, 7, zone)).days.filter(({ orders }) => orders > 0).map(({ day, orders }) => [day, orders]);
  expect(await ordersOf('Europe/Rome')).toEqual([
    ['2026-10-24', 1],
    ['2026-10-25', 2],
    ['2026-10-26', 1],
  ]);
  expect(await ordersOf('UTC')).toEqual([
    ['2026-10-24', 2],
    ['2026-10-25', 2],
  ]);
});

test('rows before the period are not counted', async () => {
  const tenant = await newTenant();
  const since = Date.parse('2026-10-19T22:00:00Z');
  for (const at of [since - 1, since]) {
    await order(tenant, at);
    const id = await request(tenant, at, 'completed', 'confirmed');
    await step(tenant, id, { seq: 1, ms: 1, result: { message_id: 'msg_1' } });
    await charge(tenant, id, { kind: 'push', amount: 7 });
    await charge(tenant, null, { kind: 'message.utility', amount: 5, at });
    await push(tenant, at, { storeId: 'str_x', state: 'dead', errors: ['timeout'] });
  }
  const { days, outcomes, replies, deliveries, charges } = await overviewOf(tenant);
  expect(days[0]).toMatchObject({ orders: 1, confirmed: 1 });
  expect(outcomes).toMatchObject([{ outcome: 'confirmed', requests: 1 }]);
  expect(replies[0]).toEqual({ from: 0, below: MINUTE, replies: 1 });
  expect(deliveries).toMatchObject([{ pushes: 1, failedAttempts: 1 }]);
  expect(charges.map(({ amount }) => amount)).toEqual([7n, 5n]);
  expect((await overviewOf(tenant, 30)).outcomes).toMatchObject([{ requests: 2 }]);
});

test('requests are counted by outcome, a merchant’s own outcome by its name', async () => {
  const tenant = await newTenant();
  const all: [string, string | null][] = [
    ...(['confirmed', 'accepted', 'refused', 'declined', 'no_answer', 'mine', 'constructor'] as const).map(
      (outcome): [string, string] => ['completed', outcome],
    ),
    ...[...(['completed', 'failed', 'cancelled', 'queued', 'running', 'waiting'] as const)].map(
      (status): [string, null] => [status, null],
    ),
  ];
  for (const [status, outcome] of all) await request(tenant, NOW, status, outcome);
  await request(tenant, NOW, 'completed', 'mine');
  const { days, outcomes } = await overviewOf(tenant);
  expect(days.at(-1)).toMatchObject({ confirmed: 2, refused: 2, noAnswer: 1, other: 6, open: 3 });
  expect(outcomes[0]).toEqual({ end: 'open', outcome: null, countsAs: 'open', requests: 3 });
  expect(outcomes[1]).toEqual({ end: 'completed', outcome: 'mine', countsAs: 'other', requests: 2 });
  expect(outcomes).toContainEqual({ end: 'completed', outcome: null, countsAs: 'other', requests: 1 });
  expect(outcomes).toContainEqual({ end: 'completed', outcome: 'declined', countsAs: 'refused', requests: 1 });
  expect(outcomes).toContainEqual({ end: 'failed', outcome: null, countsAs: 'other', requests: 1 });
});

test('the rarest of very many outcomes are summed up', async () => {
  const tenant = await newTenant();
  for (let i = 0; i < 53; i += 1) await request(tenant, NOW, 'completed', `o${i}`);
  await request(tenant, NOW, 'completed', 'o52');
  const { outcomes } = await overviewOf(tenant);
  expect(outcomes).toHaveLength(51);
  expect(outcomes[0]).toMatchObject({ outcome: 'o52', requests: 2 });
  expect(outcomes.at(-1)).toEqual({ end: 'rest', outcome: null, countsAs: null, requests: 3 });
});

test('replies are counted by how long the customer took', async () => {
  const tenant = await newTenant();
  const id = await request(tenant, NOW, 'waiting');
  const bounds = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, 24 * HOUR];
  const replied = { now: 1, variables: {}, message_id: 'msg_1', opted_out: 0, undelivered: 0 };
  let seq = 0;
  for (const bound of bounds) {
    for (const ms of [bound - 1, bound]) await step(tenant, id, { seq: ++seq, ms, result: replied });
  }
  // A timeout, an opt-out, an open wait, and a step of another kind.
  await step(tenant, id, { seq: ++seq, ms: 5, result: { ...replied, message_id: null } });
  await step(tenant, id, { seq: ++seq, ms: 5, result: { ...replied, message_id: null, opted_out: 1 } });
  await step(tenant, id, { seq: ++seq, ms: null, result: null });
  await step(tenant, id, { seq: ++seq, ms: 5, result: { message_id: 'msg_1' }, kind: 'send_message' });
  const { replies } = await overviewOf(tenant);
  expect(replies.map((each) => each.replies)).toEqual([1, 2, 2, 2, 2, 2, 1]);
  expect(replies.map(({ from, below }) => [from, below])).toEqual(
    [0, ...bounds].map((from, i) => [from, bounds[i] ?? null]),
  );
});

test('each store shows its pushes by state; a deleted store only if it had pushes', async () => {
  const tenant = await newTenant();
  const [good, bad, idle, gone, deleted] = ['a', 'b', 'c', 'd', 'e'].map((each) => `str_${crypto.randomUUID()}${each}`);
  if (!good || !bad || !idle || !gone || !deleted) throw new Error('no names');
  await store(tenant, good, 'Buono', {});
  await store(tenant, bad, '<script>alert(1)</script>', { paused: true });
  await store(tenant, idle, 'Fermo', {});
  await store(tenant, gone, 'Chiuso', { deleted: true });
  await store(tenant, deleted, 'Dimenticato', { deleted: true });
  for (const state of ['delivered', 'delivered', 'unverified', 'cancelled'])
    await push(tenant, NOW, { storeId: good, state, errors: [null] });
  for (const state of ['pending', 'in_flight', 'retrying', 'blocked', 'dead'])
    await push(tenant, NOW, { storeId: bad, state, errors: ['timeout', 'http_500', null] });
  await push(tenant, NOW, { storeId: gone, state: 'dead' });
  const none = { delivered: 0, underway: 0, unverified: 0, dead: 0, cancelled: 0, failedAttempts: 0 };
  const { deliveries } = await overviewOf(tenant);
  expect(deliveries.map(({ name, paused, deleted }) => [name, paused, deleted])).toEqual([
    ['<script>alert(1)</script>', true, false],
    ['Buono', false, false],
    ['Chiuso', false, true],
    ['Fermo', false, false],
  ]);
  expect(deliveries[0]).toMatchObject({ ...none, pushes: 5, underway: 4, dead: 1, failedAttempts: 10 });
  expect(deliveries[1]).toMatchObject({ ...none, pushes: 4, delivered: 2, unverified: 1, cancelled: 1 });
});

test('charges are summed exactly by kind and currency, beyond the numbers of SQLite and JavaScript', async () => {
  const tenant = await newTenant();
  const id = await request(tenant, NOW);
  const most = 9_007_199_254_740_991;
  for (let i = 0; i < 1_100; i += 100) {
    await Promise.all(Array.from({ length: 100 }, () => charge(tenant, id, { kind: 'dear', amount: most })));
  }
  await charge(tenant, id, { kind: 'push', amount: 1_000 });
  await charge(tenant, null, { kind: 'push', amount: 500_000 });
  await charge(tenant, id, { kind: 'push', amount: 3, currency: 'CHF' });
  const { charges } = await overviewOf(tenant);
  expect(charges).toEqual([
    { kind: 'push', currency: 'CHF', charges: 1, amount: 3n },
    { kind: 'dear', currency: 'EUR', charges: 1_100, amount: BigInt(most) * 1_100n },
    { kind: 'push', currency: 'EUR', charges: 2, amount: 501_000n },
  ]);
});

test('another account’s rows are not counted', async () => {
  const [mine, other] = [await newTenant(), await newTenant()];
  const storeId = `str_${crypto.randomUUID()}`;
  await store(other, storeId, 'Di altri', {});
  await order(other, NOW);
  const id = await request(other, NOW, 'completed', 'confirmed');
  await step(other, id, { seq: 1, ms: 1, result: { message_id: 'msg_1' } });
  await push(other, NOW, { storeId, state: 'dead', errors: ['timeout'] });
  await charge(other, id, { kind: 'push', amount: 1 });
  await charge(other, null, { kind: 'push', amount: 1 });
  const { days, outcomes, replies, deliveries, charges } = await overviewOf(mine, 90);
  expect(days.every(({ orders, confirmed }) => orders + confirmed === 0)).toBe(true);
  expect(replies.every((each) => each.replies === 0)).toBe(true);
  expect([outcomes, deliveries, charges]).toEqual([[], [], []]);
});

const numbers = 'with recursive n(i) as (select 1 union all select i + 1 from n where i < ?1)';

/** Inserts many rows of every kind, created at one instant. */
async function insertManyRows({ accountId }: Tenant, count: number, at: number): Promise<void> {
  made += 1;
  const moment = at + made;
  const ids = (prefix: 'ord' | 'req' | 'psh' | 'chg') => lowestId(prefix, moment).slice(0, -10);
  const padded = "printf('%010d', i)";
  await write(
    `${numbers} insert into orders (id, account_id, id_store, order_id, source, currency, total, items, variables, created_at)
     select ?2 || ${padded}, ?3, 'str_x', ?2 || i, 'api', 'EUR', 1, '[]', '{}', ?4 from n`,
    count,
    ids('ord'),
    accountId,
    at,
  );
  await write(
    `${numbers} insert into requests (request_id, account_id, flow, flow_version, user_key, id_store, variables, status,
       outcome, created_at, updated_at)
     select ?2 || ${padded}, ?3, 'flow', 1, 'u', 'str_x', '{}', 'completed', 'confirmed', ?4, ?4 from n`,
    count,
    ids('req'),
    accountId,
    at,
  );
  await write(
    `${numbers} insert into request_steps (request_id, step, visit, account_id, seq, kind, status, detail, result,
       started_at, ended_at)
     select ?2 || ${padded}, 's', 1, ?3, 1, 'wait_for_reply', 'done', '{}', '{"message_id":"msg_1"}', 1, 2 from n`,
    count,
    ids('req'),
    accountId,
  );
  await write(
    `${numbers} insert into pushes (push_id, account_id, id_store, request_id, step, visit, flow, user_key, object_type,
       object_id, sequence, variables, state, attempts, attempts_before, created_at, updated_at)
     select ?2 || ${padded}, ?3, 'str_x', ?2 || i, 's', 1, 'flow', 'u', 'order', ?2 || i, 1, '{}', 'dead', 1, 0, ?4, ?4
     from n`,
    count,
    ids('psh'),
    accountId,
    at,
  );
  await write(
    `${numbers} insert into push_attempts (push_id, number, account_id, started_at, duration_ms, error, answer)
     select ?2 || ${padded}, 1, ?3, ?4, 1, 'timeout', '' from n`,
    count,
    ids('psh'),
    accountId,
    at,
  );
  for (const request of [`'${ids('req')}' || ${padded}`, 'null']) {
    await write(
      `${numbers} insert into charges (charge_id, account_id, user_key, request_id, kind, description, quantity,
         unit_price, amount, currency, cause, created_at)
       select ?2 || ${padded}, ?3, 'u', ${request}, 'push', '', 1, 1, 1, 'EUR', ?2 || i, ?4 from n`,
      count,
      ids('chg').slice(0, -1) + (request === 'null' ? 'x' : 'y'),
      accountId,
      at,
    );
  }
}

test('it takes one round trip, and a longer history does not make it read more', async () => {
  const tenant = await newTenant();
  await insertManyRows(tenant, 20, NOW - HOUR);
  const few = await overviewOf(tenant);
  expect(few.meter).toMatchObject({ roundTrips: 1, statements: 14 });
  await insertManyRows(tenant, 2_000, NOW - 10 * 24 * HOUR);
  expect(await overviewOf(tenant)).toEqual(few);
  expect((await overviewOf(tenant, 30)).outcomes).toMatchObject([{ outcome: 'confirmed', requests: 2_020 }]);
});

test('it counts the newest 50,000 rows of a kind, and reports that there are more', async () => {
  const tenant = await newTenant();
  await insertManyRows(tenant, 20, NOW - HOUR);
  await insertManyRows(tenant, 50_010, NOW - 10 * 24 * HOUR);
  const { days, outcomes, replies, deliveries, charges, more, meter } = await overviewOf(tenant, 30);
  expect(more).toEqual({ orders: true, requests: true, replies: true, deliveries: true, charges: true });
  // The newest day is complete: only old rows are left out.
  expect(days.at(-1)).toMatchObject({ orders: 20, confirmed: 20 });
  const most = 50_001;
  expect(days.reduce((sum, { orders }) => sum + orders, 0)).toBe(most);
  expect(outcomes).toMatchObject([{ requests: most }]);
  expect(replies[0]).toMatchObject({ replies: most });
  expect(deliveries).toMatchObject([{ pushes: most, failedAttempts: most }]);
  expect(charges).toMatchObject([{ charges: 2 * most, amount: BigInt(2 * most) }]);
  // An entry of an index and its row: six kinds, the charges with and without a request, the push of each attempt.
  expect(meter.rowsRead).toBeLessThan(16 * most);
  const fewer = await overviewOf(tenant, 7);
  expect(Object.values(fewer.more)).not.toContain(true);
}, 120_000);

type ReleaseEvent = { source: string; state?: string; release?: string; at: number };

/** Stores a shipment in a state since an instant, with these events. */
async function shipment({ accountId }: Tenant, state: string, stateAt: number, events: ReleaseEvent[]): Promise<void> {
  const id = idAt('shp', stateAt);
  await write(
    `insert into shipments (shipment_id, account_id, id_store, order_id, state, state_at, attempts, delayed, problem, disputed,
       shared, event_count, created_at, updated_at)
     values (?1, ?2, 'str_x', 'N', ?3, ?4, 0, 0, 0, 0, 0, 1, ?4, ?4)`,
    id,
    accountId,
    state,
    stateAt,
  );
  for (const [seq, event] of events.entries()) {
    await write(
      `insert into shipment_events (event_id, account_id, id_store, shipment_id, seq, source, dedupe_key, state, release,
         happened_at, precision, received_at, is_history, is_snapshot, is_return_leg, is_shared, applied, triggered)
       values (?1, ?2, 'str_x', ?3, ?4, ?5, ?1, ?6, ?7, ?8, 'minute', ?8, 0, 0, 0, 0, 1, '[]')`,
      idAt('she', event.at),
      accountId,
      id,
      seq,
      event.source,
      event.state ?? null,
      event.release ?? null,
      event.at,
    );
  }
}

test('a return is avoided when the last release of a held parcel is followed by its delivery', async () => {
  const tenant = await newTenant();
  const at = (hours: number) => NOW - hours * HOUR;
  const held = (hours: number): ReleaseEvent => ({ source: 'qapla', state: 'held', at: at(hours) });
  const release = (state: string, hours: number): ReleaseEvent => ({
    source: 'release',
    release: state,
    at: at(hours),
  });
  const delivered = (events: ReleaseEvent[], hours = 10) => shipment(tenant, 'delivered', at(hours), events);
  // These count.
  await delivered([held(60), release('sent', 50), release('accepted', 49)]);
  await delivered([held(60), release('accepted', 50), held(40), release('accepted', 30)]);
  await delivered([held(60), release('pending', 50), held(40)]);
  await delivered([held(30 * 24), release('accepted', 20 * 24)], 6 * 24);
  // These do not.
  await delivered([held(60)]);
  await delivered([held(60), release('sent', 50), release('refused', 49)]);
  await delivered([held(60), release('sent', 50), release('unknown', 49)]);
  await delivered([held(60), release('accepted', 50), held(40)]);
  await delivered([held(60), release('accepted', 5)]);
  await shipment(tenant, 'returned', at(10), [held(60), release('accepted', 50)]);
  await shipment(tenant, 'held', at(60), [held(60), release('accepted', 50)]);
  await delivered([held(20 * 24), release('accepted', 19 * 24)], 8 * 24);
  await delivered([held(90 * 24), release('accepted', 80 * 24)]);
  await shipment(await newTenant(), 'delivered', at(10), [held(60), release('accepted', 50)]);

  expect((await overviewOf(tenant)).returns).toEqual({ parcels: 4, saved: null, currency: 'EUR' });
  expect((await overviewOf(tenant, 7, 'Europe/Rome', 7_333_333)).returns).toEqual({
    parcels: 4,
    saved: 29_333_332n,
    currency: 'EUR',
  });
  expect((await overviewOf(tenant, 30)).returns.parcels).toBe(5);
});

test('the money of the returns avoided is exact beyond what a number holds', async () => {
  const tenant = await newTenant();
  for (let i = 0; i < 3; i += 1) {
    const release = { source: 'release', release: 'accepted', at: NOW - 2 * HOUR };
    await shipment(tenant, 'delivered', NOW - HOUR, [release]);
  }
  const { returns } = await overviewOf(tenant, 7, 'Europe/Rome', 999_999_999_999_999);
  expect(returns).toEqual({ parcels: 3, saved: 2_999_999_999_999_997n, currency: 'EUR' });
});
