import { createExecutionContext, createMessageBatch, createScheduledController } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { getTableName, isTable } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import codFlow from '../../flows/cod-confirmation.json';
import * as schema from '../../src/db/schema';
import worker from '../../src/index';
import { instantOfLocal, localParts } from '../../src/shared/zone';
import { replyValue } from '../standins/meta-webhooks';
import { type Asked, recordedEnv } from '../support/recorded';
import { newScene, until } from '../support/scene';

const ZONE = 'Europe/Rome';

/** Tables that retention leaves alone, and why. A new table must be put here or be forgotten: this test finds it. */
const KEPT = {
  accounts: 'what the merchant has set, until the account goes',
  api_keys: 'the same',
  stores: 'the same; only notes the highest sequence number of what is forgotten',
  channels: 'the same',
  flows: 'the same',
  flow_versions: 'what a request ran on, and may run on again',
  templates: "Meta's list, nothing on customers",
};

/** Of an account whose only younger row is a live request about an order. */
const EMPTIED =
  'pushes push_attempts messages message_statuses conversations dead_letters events idempotency_keys'.split(' ');

/** Half past two in Rome, or another hour, so many days from now. */
function inDays(days: number, hour = 2): number {
  const { year, month, day } = localParts(Date.now(), ZONE);
  return instantOfLocal({ year, month, day: day + days, hour, minute: 30 }, ZONE);
}

afterEach(() => vi.restoreAllMocks());

async function cronAt(now: number, runs = 1, bindings: Env = env): Promise<void> {
  const clock = vi.spyOn(Date, 'now').mockReturnValue(now);
  try {
    for (let i = 0; i < runs; i += 1) await worker.scheduled(createScheduledController(), bindings);
  } finally {
    clock.mockRestore();
  }
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

/** Every row of an account but what has a time of its own. */
async function holdingsOf(accountId: string) {
  const kept = tables.filter((table) => !['accounts', 'api_keys', 'idempotency_keys', 'events'].includes(table));
  return Promise.all(kept.map((table) => all(`select * from ${table} where account_id = ?`, accountId)));
}
const ledgerOf = async (accountId: string) =>
  (await all('select count(*) n, sum(amount) total from charges where account_id = ?', accountId))[0];

const numberOf = (): string =>
  `39347${String(crypto.getRandomValues(new Uint32Array(1))[0])
    .padStart(7, '0')
    .slice(0, 7)}`;

/** A cash order that was confirmed and pushed, one that a live request is about, and a customer who only wrote once. */
async function oneYear(account: Record<string, unknown>) {
  const scene = await newScene(account);
  await scene.shop({ objects: { '1001': { phone: scene.userKey, total: '1', customer: { first_name: 'Ada' } } } });
  await scene.put(codFlow, 'cod');
  await scene.put({ steps: [{ id: 'person', do: 'hand_over', note: 'x' }] }, 'live');
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
  const [ended] = body.request_ids;
  const live = await scene.start('live', { object: { type: 'order', id: '2000' } });
  await scene.reaches(ended, 'waiting');
  const [sent] = await scene.sent();
  await scene.status({ wamid: sent?.wamid ?? '', status: 'read' });
  await scene.reply({ text: 'ok', from_user_id: `IT.${scene.customer}` });
  await scene.reaches(ended, 'completed');
  await scene.reaches(live, 'waiting');
  const stranger = numberOf();
  await scene.webhook(replyValue({ from: stranger, text: 'Ciao', from_user_id: `IT.${stranger}` }));
  await until(async () => expect(await countOf('conversations', scene.accountId)).toBe(2));
  const [written] = await all('select message_id from messages where user_key = ?', `+${stranger}`);
  const file = `media/${scene.accountId}/${written.message_id}`;
  await env.FILES.put(file, 'a picture');
  await env.DB.prepare("update messages set media = '{}' where message_id = ?").bind(written.message_id).run();
  await scene.as('POST', `/v1/users/${encodeURIComponent(scene.userKey)}/opt_out`);
  const letter = { account_id: scene.accountId, junk: stranger };
  const messages = [{ id: 'x', timestamp: new Date(), attempts: 1, body: letter }];
  await worker.queue(createMessageBatch('inbound-dead', messages), env, createExecutionContext());
  await env.DB.prepare(
    "insert into events (event_id, account_id, type, about, cause, created_at) select 'evt_0' || substr(event_id, 6), account_id, 'store.failing', '{}', 'x', 0 from dead_letters where account_id = ?",
  )
    .bind(scene.accountId)
    .run();
  return { scene, ended, live, stranger, file };
}

test('what an account has kept too long goes with all that belongs to it, and nothing else goes', async () => {
  const { scene, ended, live, stranger, file } = await oneYear({ retention_days: 30 });
  const other = await oneYear({ retention_days: 3_650 });
  const { accountId } = scene;
  const before = await holdingsOf(accountId);
  const othersBefore = await holdingsOf(other.scene.accountId);
  const ledger = await ledgerOf(accountId);
  expect(ledger.n).toBeGreaterThan(3);

  await cronAt(inDays(29));
  expect(await holdingsOf(accountId)).toEqual(before);
  // By day nothing goes, however old it is.
  await cronAt(inDays(40, 12));
  expect(await holdingsOf(accountId)).toEqual(before);

  const asked: Asked[] = [];
  await cronAt(inDays(41), 1, recordedEnv(asked));
  expect((await scene.request(ended)).status).toBe(404);
  for (const rows of ['request_steps where', 'requests where', "charges where user_key <> '' and"]) {
    const found = await all(`select distinct request_id from ${rows} account_id = ?`, accountId);
    expect(found, rows).toEqual([{ request_id: live }]);
  }
  for (const table of EMPTIED) expect(await countOf(table, accountId), table).toBe(0);
  expect(await all('select order_id from orders where account_id = ?', accountId)).toEqual([{ order_id: '2000' }]);
  expect(await ledgerOf(accountId)).toEqual(ledger);
  // Who opted out must never be written to again, by whichever name.
  const optedOut = await all('select user_key, opted_out_by from customers where account_id = ?', accountId);
  expect(optedOut).toEqual([{ user_key: scene.userKey, opted_out_by: 'api' }]);
  const names = await all('select alias from customer_aliases where account_id = ? order by alias', accountId);
  expect(names).toEqual([{ alias: scene.customer }, { alias: `IT.${scene.customer}` }]);
  expect(await env.FILES.head(file)).toBeNull();
  for (const table of tables) {
    const rows = await all(`select * from ${table} where account_id = ?`, accountId);
    expect(JSON.stringify(rows), table).not.toContain(stranger);
  }
  expect(await holdingsOf(other.scene.accountId)).toEqual(othersBefore);
  expect(await env.FILES.head(other.file)).not.toBeNull();

  const changed = asked.flatMap(({ query }) => /^(?:delete from|update) "(\w+)"/.exec(query)?.[1] ?? []);
  const covered = new Set([...changed.filter((table) => !(table in KEPT)), ...Object.keys(KEPT)]);
  expect([...covered].toSorted()).toEqual(tables.toSorted());
}, 60_000);
