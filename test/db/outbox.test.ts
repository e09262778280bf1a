import { env } from 'cloudflare:workers';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { insertOutboxEvents, type OutboxDraft, outboxRepository } from '../../src/db/events/outbox';
import { runBatch } from '../../src/db/sql/batch';
import { openDatabase } from '../../src/db/sql/database';
import { listenToEvents } from '../../src/db/sql/event-writes';
import { newId } from '../../src/shared/crypto/ids';
import { newTenant } from '../support/tenant';

const db = openDatabase(env.DB);
const draft = (accountId: string, objectId: string, facts: OutboxDraft['facts'] = {}): OutboxDraft => ({
  accountId,
  type: 'request.completed',
  objectId,
  facts,
});
const write = (drafts: OutboxDraft[], now: number) => runBatch(db, { events: insertOutboxEvents(db, drafts, now) });
const all = async (accountId: string) =>
  (await outboxRepository(db).listAfter(accountId, { after: null, types: [], limit: 100 })).rows;

test('positions grow in the order of the writes, although the clock goes back; sequences count by object', async () => {
  const [mine, other] = [newId('acc'), newId('acc')];
  await write([draft(mine, 'a'), draft(other, 'a'), draft(mine, 'b'), draft(mine, 'a')], 2_000_000);
  await write([draft(mine, 'a')], 1_000_000);
  await write([draft(mine, 'b'), draft(mine, 'c')], 3_000_000);
  const rows = await all(mine);
  expect(rows.map(({ objectId, sequence }) => `${objectId}${sequence}`)).toEqual(['a1', 'b1', 'a2', 'a3', 'b2', 'c1']);
  expect(rows.map(({ seq }) => seq)).toEqual([
    2_000_000_000, 2_000_000_001, 2_000_000_002, 2_000_000_003, 3_000_000_000, 3_000_000_001,
  ]);
  expect((await all(other)).map(({ sequence }) => sequence)).toEqual([1]);
});

test('a condition is evaluated for each event when its statement runs', async () => {
  const accountId = newId('acc');
  const drafts = [
    draft(accountId, 'a', { keep: 1 }),
    draft(accountId, 'b', { keep: 0 }),
    draft(accountId, 'c', { keep: 1 }),
  ];
  const where = ({ facts }: { facts: ReturnType<typeof sql> }) => sql`${facts} ->> 'keep' = 1`;
  await runBatch(db, { events: insertOutboxEvents(db, drafts, 1, { where }) });
  expect((await all(accountId)).map(({ objectId }) => objectId)).toEqual(['a', 'c']);
});

test('many events are written whole, in one batch', async () => {
  const accountId = newId('acc');
  const text = 'x'.repeat(1_000);
  await write(
    Array.from({ length: 1_500 }, (_, i) => draft(accountId, `o${i % 7}`, { i, text })),
    1,
  );
  const { n, distinct } = (await env.DB.prepare(
    'select count(*) as n, count(distinct seq) as "distinct" from outbox_events where account_id = ?',
  )
    .bind(accountId)
    .first<{ n: number; distinct: number }>()) ?? { n: 0, distinct: 0 };
  expect([n, distinct]).toEqual([1_500, 1_500]);
});

test('a batch tells its listener of the accounts whose subscriptions want its events, and of no other', async () => {
  const [wants, doesNot, none] = [await newTenant(), await newTenant(), await newTenant()];
  const subscribe = (tenant: typeof wants, type: string) =>
    tenant.as('POST', '/v1/subscriptions', { url: 'https://erp.example/', types: [type] });
  await subscribe(wants, 'request.*');
  await subscribe(wants, 'push.dead');
  await subscribe(doesNot, 'message.*');
  const told: string[][] = [];
  const listening = listenToEvents(openDatabase(env.DB), async (accountIds) => void told.push(accountIds));
  const drafts = [wants, wants, doesNot, none].map(({ accountId }) => draft(accountId, 'a'));
  await runBatch(listening, { events: insertOutboxEvents(listening, drafts, Date.now()) });
  expect(told).toEqual([[wants.accountId]]);
});
