import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { accountRowsRepository } from '../../src/db/accounts/account-rows';
import { openDatabase } from '../../src/db/sql/database';
import { newId } from '../../src/shared/crypto/ids';
import { type RecordedStatement, recordingEnv } from '../support/recording-env';
import { ACCOUNT_TABLES, rowsOf } from './account-tables';

const source = accountRowsRepository(openDatabase(env.DB));
const target = accountRowsRepository(openDatabase(env.DB_1));

/** A key of a table: D1 rejects a key with another number of members than the order of its rows. */
async function keyOf(table: string): Promise<string[]> {
  for (const key of [1, 2, 3, 4].map((length) => Array.from({ length }, () => 'x'))) {
    const read = source.read({ table, accountId: 'x', after: key, limit: 1, maxCharacters: 1 });
    if (await read.then(() => true).catch(() => false)) return key;
  }
  throw new Error(`${table} has no key`);
}

test('every table is moved', () => {
  expect(source.tables.toSorted()).toEqual(ACCOUNT_TABLES.toSorted());
});

/** Tables with one row for each account. */
const ONE_ROW = ['accounts', 'conversation_counters'];

test.each(ACCOUNT_TABLES)('a slice of %s continues after the previous one, by an index', async (table) => {
  const ask = { table, accountId: newId('acc'), limit: 10, maxCharacters: 10 };
  expect(await source.read({ ...ask, after: null })).toEqual({ rows: [], after: null });
  const asked: RecordedStatement[] = [];
  const recorded = accountRowsRepository(openDatabase(recordingEnv(asked).DB));
  await recorded.read({ ...ask, after: await keyOf(table) });
  await recorded.delete(table, 'x', 10);
  for (const { query, values } of asked.filter((one) => one.values.length > 0)) {
    const plan = await env.DB.prepare(`explain query plan ${query}`)
      .bind(...values)
      .all<{ detail: string }>();
    const isRead = query.startsWith('select');
    const details = plan.results.map(({ detail }) => detail);
    expect(details.join('\n')).toMatch(
      new RegExp(
        `SEARCH ${table} USING (COVERING )?INDEX \\S+ \\(account_id=\\?${isRead && !ONE_ROW.includes(table) ? ' AND ' : ''}`,
      ),
    );
    expect(details.filter((detail) => new RegExp(`SCAN ${table}`).test(detail))).toEqual([]);
  }
});

test('rows of any size and value are copied unchanged, and a slice never exceeds its limit', async () => {
  const accountId = newId('acc');
  const texts = ['', 'perché «no» "sì"\n\t\\', '😀'.repeat(1_000), "'; drop table events; --", 'null', '[1,2]', '007'];
  const large = ['x'.repeat(1_900_000), '"'.repeat(1_000_000), 'è'.repeat(400_000), 'y'.repeat(590_000)];
  const many = Array.from({ length: 3_000 }, (_, i) => `small ${i}`);
  const insert = env.DB.prepare(
    `insert into events (event_id, account_id, type, about, cause, created_at, state, body)
     values (?, ?, 'inbound.message', '{}', ?, ?, ?, ?)`,
  );
  const all = [...texts, ...large, ...many].map((text, i) =>
    insert.bind(
      newId('evt'),
      accountId,
      `cause ${text.slice(0, 50)} ${i}`,
      i % 2 ? Number.MAX_SAFE_INTEGER : -i,
      i % 3 ? 'kept' : null,
      text,
    ),
  );
  for (let i = 0; i < all.length; i += 500) await env.DB.batch(all.slice(i, i + 500));

  let slices = 0;
  let after: unknown[] | null = null;
  for (;;) {
    const slice = await source.read({ table: 'events', accountId, after, limit: 1_000, maxCharacters: 1_000_000 });
    if (slice.after === null) break;
    expect(slice.rows.length).toBeLessThanOrEqual(1_000);
    if (slice.rows.length > 1) expect(JSON.stringify(slice.rows).length).toBeLessThan(1_200_000);
    // Twice, as after a crash.
    for (let i = 0; i < 2; i += 1) await target.write('events', slice.rows);
    after = slice.after;
    slices += 1;
  }
  expect(slices).toBeGreaterThan(5);
  const moved = await rowsOf(env.DB_1, accountId);
  expect(moved).toEqual(await rowsOf(env.DB, accountId));
  expect(moved.events).toHaveLength(all.length);
  const place = source.tables.indexOf('events');
  expect((await target.count(accountId))[place]).toBe(all.length);

  let erased = 0;
  for (let count = 1; count > 0; erased += count) count = await source.delete('events', accountId, 1_000);
  expect(erased).toBe(all.length);
  expect(await rowsOf(env.DB, accountId)).toEqual({});
});

test('rows that exist in the target stay unchanged', async () => {
  const accountId = newId('acc');
  const insert = (d1: D1Database, userKey: string) =>
    d1
      .prepare('insert into customers (account_id, user_key, updated_at) values (?, ?, ?)')
      .bind(accountId, 'u', userKey)
      .run();
  await insert(env.DB, '1');
  await insert(env.DB_1, '2');
  const ask = { table: 'customers', accountId, after: null, limit: 10, maxCharacters: 10 };
  await target.write('customers', (await source.read(ask)).rows);
  expect((await target.read(ask)).rows).toEqual([[accountId, 'u', null, null, 2]]);
});
