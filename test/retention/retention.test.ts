import { createExecutionContext, createMessageBatch, createScheduledController } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { getTableName, isTable } from 'drizzle-orm';
import { expect, test } from 'vitest';
import * as schema from '../../src/db/schema';
import worker from '../../src/index';
import { instantOfLocal, localParts } from '../../src/shared/time/time-zone';
import { replyValue } from '../standins/meta-webhooks';
import codFlow from '../support/cod-flow.json';
import { type RecordedStatement, recordingEnv } from '../support/recording-env';
import { newScene, until } from '../support/scene';
import { storeShipment } from '../support/store-shipment';

const ZONE = 'Europe/Rome';

/** Tables that retention does not purge, and why. A new table must be listed here or purged: this test finds it. */
const KEPT = {
  accounts: 'what the merchant has set, until the account goes',
  api_keys: 'the same',
  stores: 'the same; only notes the highest sequence number of purged pushes',
  channels: 'the same',
  flows: 'the same',
  flow_versions: 'what a request ran on, and may run on again',
  templates: "Meta's list, nothing on customers",
  subscriptions: 'settings, nothing on customers',
  outbox_events: 'nothing on customers; deleted after 30 days',
  event_deliveries: 'the same',
  event_delivery_attempts: 'the same',
  sessions: 'who has signed in, until the next sign-in after they have expired',
  account_homes: 'where an account lives, until it goes',
  key_homes: 'the same',
  conversation_counters: 'one number for each account',
  push_subscriptions: 'who is notified, until they end it',
  quick_replies: 'what the merchant has set',
  people: 'who works in the account; only the name stays of one who is removed',
  passkeys: 'public keys, until the person removes them or is removed',
  invitations: 'deleted a year after they were made, or with their person',
  audit_entries: 'who did what, for a year',
  spent_challenges: 'random bytes, until the next sign-in after they have expired',
  uploads: 'files to send; deleted after 30 days',
};

/** The account's only recent row is a live request about an order. */
const EMPTIED =
  'pushes push_attempts messages message_statuses conversations conversation_entries conversation_words dead_letters events idempotency_keys'.split(
    ' ',
  );

/** Half past two in Rome, or another hour, a number of days from now. */
function inDays(days: number, hour = 2): number {
  const { year, month, day } = localParts(Date.now(), ZONE);
  return instantOfLocal({ year, month, day: day + days, hour, minute: 30 }, ZONE);
}

async function cronAt(now: number, runs = 1, bindings: Env = env): Promise<void> {
  const controller = createScheduledController({ scheduledTime: new Date(now) });
  for (let i = 0; i < runs; i += 1) await worker.scheduled(controller, bindings);
}

const all = async (query: string, ...values: unknown[]): Promise<any[]> =>
  (
    await env.DB.prepare(query)
      .bind(...values)
      .all()
  ).results;
const countOf = async (table: string, accountId: string): Promise<number> =>
  (await all(`select count(*) n from ${table} where account_id = ?`, accountId))[0].n;

const tables: string[] = Object.values<unknown>(schema)
  .filter((one) => isTable(one))
  .map((table) => getTableName(table));

/** Every row of an account in the tables that retention purges. */
async function rowCountsOf(accountId: string) {
  const changing = ['accounts', 'api_keys', 'idempotency_keys', 'events', 'outbox_events'];
  const kept = tables.filter((table) => !changing.includes(table));
  const rows = await Promise.all(kept.map((table) => all(`select * from ${table} where account_id = ?`, accountId)));
  // Sweeps also write which conversations they have reported as late.
  return rows.map((ofTable) => ofTable.map(({ late_for: _, closing_for: __, ...row }) => row));
}
const ledgerOf = async (accountId: string) =>
  (await all('select count(*) n, sum(amount) total from charges where account_id = ?', accountId))[0];

const numberOf = (): string =>
  `39347${String(crypto.getRandomValues(new Uint32Array(1))[0])
    .padStart(7, '0')
    .slice(0, 7)}`;

/** Creates a confirmed and pushed order, an order with a live request, a customer who wrote once and one who opted out. */
async function accountAfterOneYear(account: Record<string, unknown>) {
  const scene = await newScene(account);
  await scene.configureMerchant({
    objects: { '1001': { phone: scene.userKey, total: '1', customer: { first_name: 'Ada' } } },
  });
  await scene.saveFlow(codFlow, 'cod');
  await scene.saveFlow({ steps: [{ id: 'person', do: 'hand_over', note: 'x' }] }, 'live');
  const order = (order_id: string, payment_method: string) =>
    scene.as(
      'POST',
      '/v1/createOrder',
      {
        order_id,
        currency: 'EUR',
        total: '1.00',
        payment_method,
        customer: { phone: scene.userKey },
        items: [{ quantity: 1 }],
      },
      { 'idempotency-key': order_id },
    );
  const { body } = await order('1001', 'cod');
  await order('2000', 'card');
  for (const orderId of ['1001', '2000']) await storeShipment(scene.accountId, orderId);
  const [ended] = body.request_ids;
  await scene.waitForStatus(ended, 'waiting');
  const [sent] = await scene.sentMessages();
  await scene.status({ wamid: sent?.wamid ?? '', status: 'read' });
  await scene.reply({ text: 'ok', from_user_id: `IT.${scene.customer}` });
  await scene.waitForStatus(ended, 'completed');
  // From now on what the customer writes is for the person.
  const live = await scene.start('live', { object: { type: 'order', id: '2000' } });
  await scene.waitForStatus(live, 'waiting');
  const stranger = numberOf();
  await scene.webhook(replyValue({ from: stranger, text: 'Ciao', from_user_id: `IT.${stranger}` }));
  const quitter = numberOf();
  await scene.webhook(replyValue({ from: quitter, text: 'STOP', from_user_id: `IT.${quitter}` }));
  await until(async () => expect(await countOf('conversations', scene.accountId)).toBe(3));
  const [written] = await all('select message_id from messages where user_key = ?', `+${stranger}`);
  const file = `media/${scene.accountId}/${written.message_id}`;
  await env.FILES.put(file, 'a picture');
  await env.DB.prepare("update messages set media = '{}' where message_id = ?").bind(written.message_id).run();
  const letter = { account_id: scene.accountId, junk: stranger };
  const messages = [{ id: 'x', timestamp: new Date(), attempts: 1, body: letter }];
  await worker.queue(createMessageBatch('inbound-dead', messages), env, createExecutionContext());
  await env.DB.prepare(
    "insert into events (event_id, account_id, type, about, cause, created_at) select 'evt_0' || substr(event_id, 6), account_id, 'store.failing', '{}', 'x', 0 from dead_letters where account_id = ?",
  )
    .bind(scene.accountId)
    .run();
  return { scene, ended, live, stranger, quitter, file };
}

test('expired rows are purged with everything that belongs to them, and nothing else', async () => {
  const { scene, ended, live, stranger, quitter, file } = await accountAfterOneYear({ retention_days: 30 });
  const other = await accountAfterOneYear({ retention_days: 3_650 });
  const { accountId } = scene;
  const before = await rowCountsOf(accountId);
  const othersBefore = await rowCountsOf(other.scene.accountId);
  const ledger = await ledgerOf(accountId);
  expect(ledger.n).toBeGreaterThan(3);

  await cronAt(inDays(29));
  expect(await rowCountsOf(accountId)).toEqual(before);
  // By day nothing is purged, however old it is.
  await cronAt(inDays(40, 12));
  expect(await rowCountsOf(accountId)).toEqual(before);

  const statements: RecordedStatement[] = [];
  await cronAt(inDays(41), 1, recordingEnv(statements));
  expect((await scene.request(ended)).status).toBe(404);
  for (const rows of ['request_steps where', 'requests where', "charges where user_key <> '' and"]) {
    const found = await all(`select distinct request_id from ${rows} account_id = ?`, accountId);
    expect(found, rows).toEqual([{ request_id: live }]);
  }
  for (const table of EMPTIED) expect(await countOf(table, accountId), table).toBe(0);
  expect(await all('select order_id from orders where account_id = ?', accountId)).toEqual([{ order_id: '2000' }]);
  for (const table of ['shipments', 'shipment_aliases', 'shipment_events']) {
    expect(await countOf(table, accountId), table).toBe(1);
  }
  expect(await ledgerOf(accountId)).toEqual(ledger);
  // A customer who opted out must get no message, under any key.
  const optedOut = await all('select user_key, opted_out_by from customers where account_id = ?', accountId);
  expect(optedOut).toEqual([{ user_key: `+${quitter}`, opted_out_by: 'word' }]);
  // A live request still needs these aliases of its customer.
  const names = await all('select alias from customer_aliases where account_id = ? order by alias', accountId);
  const aliases = [scene.customer, quitter].flatMap((number) => [{ alias: number }, { alias: `IT.${number}` }]);
  expect(names).toEqual(aliases.toSorted((a, b) => (a.alias < b.alias ? -1 : 1)));
  expect(await env.FILES.head(file)).toBeNull();
  for (const table of tables) {
    const rows = await all(`select * from ${table} where account_id = ?`, accountId);
    expect(JSON.stringify(rows), table).not.toContain(stranger);
  }
  expect(await rowCountsOf(other.scene.accountId)).toEqual(othersBefore);
  expect(await env.FILES.head(other.file)).not.toBeNull();

  const changed = statements.flatMap(({ query }) => /^(?:delete from|update) "(\w+)"/.exec(query)?.[1] ?? []);
  const covered = new Set([...changed.filter((table) => !(table in KEPT)), ...Object.keys(KEPT)]);
  expect([...covered].toSorted()).toEqual(tables.toSorted());
}, 60_000);

/** Creates an account with this many old ended requests, each with two steps and a charge. No other account is due. */
async function accountWithRequests(count: number) {
  const scene = await newScene();
  await env.DB.prepare(
    `with recursive n(i) as (select 1 union all select i + 1 from n where i < ?1)
     insert into requests (request_id, account_id, flow, flow_version, user_key, id_store, variables, status, created_at,
       updated_at, completed_at)
     select 'req_00' || ?4 || printf('%017d', i), ?2, 'flow', 1, 'u' || i, ?3, '{}', 'completed', i, i, i from n`,
  )
    .bind(count, scene.accountId, scene.storeId, scene.customer.slice(-7))
    .run();
  await env.DB.prepare(
    `insert into request_steps (request_id, step, visit, account_id, seq, kind, status, detail, started_at)
     select request_id, 's' || value, 1, account_id, value, 'branch', 'done', '{}', 0
     from requests, json_each('[1,2]') where account_id = ?`,
  )
    .bind(scene.accountId)
    .run();
  await env.DB.prepare(
    `insert into charges (charge_id, account_id, user_key, request_id, kind, description, quantity, unit_price, amount, currency,
       cause, created_at)
     select 'chg' || request_id, account_id, user_key, request_id, 'flow.run', 'Per Ada', 1, 50000, 50000, 'EUR', request_id, 0
     from requests where account_id = ?`,
  )
    .bind(scene.accountId)
    .run();
  return scene;
}
/** Makes only these accounts due in the coming nights. */
const makeOnlyDue = (...accountIds: string[]) =>
  env.DB.prepare(
    'update accounts set retention_cursor = null, retention_at = iif(account_id in (select value from json_each(?)), 0, 1e15)',
  )
    .bind(JSON.stringify(accountIds))
    .run();
const positionOf = async (accountId: string) => {
  const [row] = await all(
    'select retention_at as at, retention_cursor as cursor from accounts where account_id = ?',
    accountId,
  );
  return { at: row.at as number, cursor: JSON.parse(row.cursor) };
};

/** The database, with a hook before the first, second, … batch that deletes requests. */
function hookBeforePurge(happens: (batch: number) => Promise<unknown>): Env {
  let batches = 0;
  const queries = new WeakMap<object, string>();
  const remember = (statement: D1PreparedStatement, query: string): D1PreparedStatement => {
    const bind = statement.bind.bind(statement);
    statement.bind = (...values) => remember(bind(...values), query);
    queries.set(statement, query);
    return statement;
  };
  const database = {
    prepare: (query: string) => remember(env.DB.prepare(query), query),
    batch: async (statements: D1PreparedStatement[]) => {
      if (statements.some((one) => queries.get(one)?.startsWith('delete from "requests"'))) {
        batches += 1;
        await happens(batches);
      }
      return env.DB.batch(statements);
    },
  };
  return { ...env, DB: database as unknown as D1Database };
}

test('a sweep purges a bounded part of a large and of a small account, and the next one continues', async () => {
  const [large, small] = [await accountWithRequests(2_300), await accountWithRequests(30)];
  await makeOnlyDue(large.accountId, small.accountId);
  const night = inDays(0);
  const statements: RecordedStatement[] = [];
  await cronAt(night, 1, recordingEnv(statements));
  expect(await countOf('requests', small.accountId)).toBe(0);
  const first = await countOf('requests', large.accountId);
  // Ten slices of a hundred, of which the small account had one.
  expect(first).toBe(2_300 - 900);
  expect(await countOf('request_steps', large.accountId)).toBe(2 * first);
  expect(statements.length).toBeLessThan(480);
  await cronAt(night + 60_000);
  expect(await countOf('requests', large.accountId)).toBe(400);
  // The night is over: nothing is purged until the next one.
  await cronAt(inDays(0, 5), 2);
  expect(await countOf('requests', large.accountId)).toBe(400);
  expect((await positionOf(large.accountId)).at).toBe(inDays(1) - 30 * 60_000);
  await cronAt(inDays(1), 1);
  for (const table of ['requests', 'request_steps']) expect(await countOf(table, large.accountId), table).toBe(0);
  expect(await ledgerOf(large.accountId)).toEqual({ n: 2_300, total: 2_300 * 50_000 });
  const named = await all('select distinct user_key, description from charges where account_id = ?', large.accountId);
  expect(named).toEqual([{ user_key: '', description: 'flow.run' }]);
  expect((await positionOf(large.accountId)).cursor).toBeNull();
  expect((await positionOf(large.accountId)).at).toBeGreaterThan(inDays(2) - 31 * 60_000);
}, 60_000);

test('a sweep that crashes between two slices is continued from there, and delays no other account', async () => {
  const [broken, other] = [await accountWithRequests(350), await accountWithRequests(30)];
  await makeOnlyDue(broken.accountId, other.accountId);
  await env.DB.prepare('update accounts set retention_at = 1 where account_id = ?').bind(other.accountId).run();
  const night = inDays(0);
  const failing = hookBeforePurge(async (batch) => {
    if (batch === 3) throw new Error('D1 is away');
  });
  await cronAt(night, 1, failing);
  expect(await countOf('requests', broken.accountId)).toBe(150);
  expect(await countOf('requests', other.accountId)).toBe(0);
  const { cursor, at } = await positionOf(broken.accountId);
  expect(cursor.requests).toMatch(/0200$/);
  // The crashed sweep holds its lease for five minutes.
  await cronAt(night + 60_000);
  expect(await countOf('requests', broken.accountId)).toBe(150);
  const statements: RecordedStatement[] = [];
  await cronAt(at, 1, recordingEnv(statements));
  expect(await countOf('requests', broken.accountId)).toBe(0);
  // Rows that were checked are not checked again.
  const [look] = statements.filter(({ query, values }) => query.includes('json_group_array') && values.length > 0);
  expect(look?.values).toContain(cursor.requests);
}, 60_000);

test('two concurrent sweeps purge the same as one', async () => {
  const scenes = [await accountWithRequests(250), await accountWithRequests(250)];
  await makeOnlyDue(...scenes.map(({ accountId }) => accountId));
  await Promise.all([1, 2, 3].map(async () => cronAt(inDays(0))));
  for (const { accountId } of scenes) {
    expect(await countOf('requests', accountId)).toBe(0);
    expect(await ledgerOf(accountId)).toEqual({ n: 250, total: 250 * 50_000 });
    expect((await positionOf(accountId)).cursor).toBeNull();
  }
});

test('a late sweep purges neither an account that another sweep has claimed, nor a request that is live again', async () => {
  const { accountId } = await accountWithRequests(30);
  await makeOnlyDue(accountId);
  const others = { at: 9e14, cursor: { requests: 'req_x' } };
  const late = hookBeforePurge(async () =>
    env.DB.batch([
      env.DB.prepare('update accounts set retention_at = ?, retention_cursor = ? where account_id = ?').bind(
        others.at,
        JSON.stringify(others.cursor),
        accountId,
      ),
      env.DB.prepare("update requests set wake_at = 9e14 where account_id = ? and user_key = 'u7'").bind(accountId),
    ]),
  );
  await cronAt(inDays(0), 1, late);
  expect(await positionOf(accountId)).toEqual(others);
  expect(await all('select user_key from requests where account_id = ?', accountId)).toEqual([{ user_key: 'u7' }]);
  expect(await countOf('request_steps', accountId)).toBe(2);
  expect(await all("select user_key from charges where account_id = ? and user_key <> ''", accountId)).toHaveLength(1);
});

test('the next push of an object whose pushes were purged has a sequence that the merchant has not seen', async () => {
  const scene = await newScene({ retention_days: 30 });
  await scene.saveFlow({
    steps: [
      { id: 'first', do: 'update_object', variables: { a: 1 } },
      { id: 'second', do: 'update_object', variables: { a: 2 }, wait: true },
      { id: 'done', do: 'end', outcome: 'ok' },
    ],
  });
  await scene.waitForStatus(await scene.start(), 'completed');
  await makeOnlyDue(scene.accountId);
  await cronAt(inDays(40));
  expect(await countOf('pushes', scene.accountId)).toBe(0);
  await scene.waitForStatus(await scene.start(), 'completed');
  const { deliveries } = await scene.merchantCalls();
  expect(deliveries.map(({ body }) => body.sequence)).toEqual([1, 2, 3, 4]);
  expect(deliveries.map(({ verdict }) => verdict)).toEqual(['ok', 'ok', 'ok', 'ok']);
});

test('a request is not purged while one of its pushes is undelivered', async () => {
  const scene = await newScene({ retention_days: 30 });
  await scene.saveFlow({
    steps: [
      { id: 'push', do: 'update_object', variables: { a: 1 } },
      { id: 'done', do: 'end', outcome: 'ok' },
    ],
  });
  const requestId = await scene.start();
  await scene.waitForStatus(requestId, 'completed');
  await until(async () => {
    const [push] = await all('select state from pushes where request_id = ?', requestId);
    expect(push.state).toBe('delivered');
  });
  await env.DB.prepare("update pushes set held_until = 9e14, state = 'blocked' where request_id = ?")
    .bind(requestId)
    .run();
  await makeOnlyDue(scene.accountId);
  await cronAt(inDays(40));
  expect(await countOf('request_steps', scene.accountId)).toBe(2);
  await env.DB.prepare("update pushes set held_until = null, state = 'delivered' where request_id = ?")
    .bind(requestId)
    .run();
  await cronAt(inDays(41));
  expect((await scene.request(requestId)).status).toBe(404);
});
