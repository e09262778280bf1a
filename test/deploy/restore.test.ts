import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DirectWorker, startDirectWorker } from '../../bench/support/direct-worker.ts';
import { shortStatements } from '../../scripts/restore/short-statements.ts';
import { type DirectShop, openShop, startStandins, withShop } from '../support/node/direct-shop.ts';
import { runWrangler } from '../support/node/run-wrangler.ts';

const ROOT = join(import.meta.dirname, '../..');
const [ADA, BICE] = ['393330000001', '393330000002'] as const;
/** Longer than a statement may be, with characters that quoting could break. */
const LONG = JSON.stringify({
  note: `L'ordine «9007199254740993» 👩‍👧 "è" \n\r\t\\n; -- /* '' */ ${'€👍x'.repeat(25_000)}`,
});
const HUGE = JSON.stringify({ raw: 'à'.repeat(700_000) });

const folder = mkdtempSync(join(tmpdir(), 'aisac-restore-'));
/** Returns the paths of a separate machine: wrangler stores the local state beside its configuration. */
const machine = (name: string) => ({
  config: join(folder, name, 'wrangler.toml'),
  state: join(folder, name, '.wrangler/state/v3'),
});
const [old, fresh] = [machine('old'), machine('fresh')];

let world: Awaited<ReturnType<typeof startStandins>>;

beforeAll(async () => {
  for (const { config } of [old, fresh]) {
    mkdirSync(join(config, '..'));
    copyFileSync(join(ROOT, 'wrangler.toml'), config);
  }
  world = await startStandins();
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

async function on<Result>(persistTo: string, work: (worker: DirectWorker) => Promise<Result>): Promise<Result> {
  const worker = await startDirectWorker(world.settings, { persistTo });
  try {
    return await work(worker);
  } finally {
    await worker.stop();
  }
}

/** Returns every table and index of a D1, with all rows. */
async function everythingIn({ mf }: DirectWorker) {
  const db = await mf.getD1Database('DB');
  const schema = await db
    .prepare(
      `select type, name, sql from sqlite_master where name not like '\\_cf\\_%' escape '\\' and sql is not null order by name`,
    )
    .all<{ type: string; name: string; sql: string }>();
  const rows: Record<string, unknown[]> = {};
  for (const { type, name } of schema.results) {
    if (type !== 'table' || name.startsWith('sqlite_')) continue;
    rows[name] = (await db.prepare(`select * from "${name}" order by rowid`).all()).results;
  }
  return { schema: schema.results, rows };
}

type Everything = Awaited<ReturnType<typeof everythingIn>>;
let key = '';
let before: Everything;
let ada: any;
let bice = '';
/** A request that waits for a reply when the copy is saved, to be restored later. */
let asked = '';

test('an export of an account with running work, imported into an empty database, has the same rows', async () => {
  before = await on(old.state, async (worker) => {
    key = await openShop(worker, world.standins, world.secrets.ADMIN_TOKEN);
    await withShop(worker, world.standins, key, async ({ as, startRequest: asks, confirm: confirms }) => {
      const requestId = await asks(ADA, { language: 'it', emoji: '🎁' });
      ada = await confirms(ADA, requestId);
      bice = await asks(BICE);
      await as('POST', '/v1/createOrder', {
        order_id: '9007199254740993',
        currency: 'EUR',
        total: '999999999.999999',
        customer: { first_name: "D'Aria\nseconda riga", phone: `+${ADA}` },
        items: [{ sku: 'A-1', quantity: 1, unit_price: '59.90' }],
      });
    });
    const db = await worker.mf.getD1Database('DB');
    await db.batch([
      db.prepare('update requests set initial_variables = ?1 where request_id = ?2').bind(LONG, ada.request_id),
      db.prepare('update orders set variables = ?1').bind(HUGE),
      db.prepare('update accounts set name = ?1').bind("prima riga\nseconda 'riga'\r\n€"),
    ]);
    return everythingIn(worker);
  });
  expect(before.rows.requests).toHaveLength(2);
  expect(before.rows.messages?.length).toBeGreaterThan(2);

  const [exported, importable] = [join(folder, 'export.sql'), join(folder, 'import.sql')];
  await runWrangler(['d1', 'export', 'DB', '--local', '--output', exported], old.config);
  writeFileSync(importable, shortStatements(readFileSync(exported, 'utf8')));
  await runWrangler(['d1', 'execute', 'DB', '--local', '--yes', '--file', importable], fresh.config);

  const after = await on(fresh.state, everythingIn);
  expect(after.schema).toEqual(before.schema);
  expect(Object.keys(after.rows)).toEqual(Object.keys(before.rows));
  for (const [table, rows] of Object.entries(before.rows)) expect(after.rows[table], table).toEqual(rows);
}, 90_000);

/** Starts the Worker on the copy and runs `work` with its shop. */
const onCopy = <Result>(work: (shop: DirectShop) => Promise<Result>): Promise<Result> =>
  on(fresh.state, (worker) => withShop(worker, world.standins, key, work));

test('the Worker continues from the state of the copy, although no Workflow instance exists there', async () => {
  await onCopy(async ({ as, startRequest: asks, confirm: confirms, request }) => {
    expect(await request(ada.request_id)).toEqual(ada);
    expect((await as('GET', '/v1/orders')).data[0].order_id).toBe('9007199254740993');
    expect((await request(bice)).status).toBe('waiting');
    expect(await confirms(BICE, bice)).toMatchObject({ status: 'completed', outcome: 'confirmed' });
    const charges = await as('GET', `/v1/getChargesByUserKey?user_key=%2B${BICE}`);
    expect(charges.data.map((charge: any) => charge.kind).sort()).toEqual(['flow.run', 'push']);
    asked = await asks(ADA);
  });
}, 90_000);

test('a database restored to an earlier time continues the runs of that time, and later requests do not exist', async () => {
  // As Time Travel does it: the rows go back; queues, Workflows, Durable Objects and the bucket stay as they are.
  const [d1, kept] = [join(fresh.state, 'd1'), join(folder, 'then')];
  cpSync(d1, kept, { recursive: true });
  const lost = await onCopy(async ({ startRequest: asks, confirm: confirms }) => {
    await confirms(ADA, asked);
    return asks(BICE);
  });
  rmSync(d1, { recursive: true });
  cpSync(kept, d1, { recursive: true });

  await onCopy(async ({ as, startRequest: asks, confirm: confirms, pushes, request }) => {
    // The instance has ended, but the row says that it waits: the same reply is accepted again.
    expect((await request(asked)).status).toBe('waiting');
    const pushed = await pushes();
    expect((await confirms(ADA, asked)).outcome).toBe('confirmed');
    expect(await pushes()).toBe(pushed + 1);
    const charges = await as('GET', `/v1/getChargesByUserKey?user_key=%2B${ADA}`);
    expect(charges.data.filter((charge: any) => charge.request_id === asked)).toHaveLength(2);

    await expect(request(lost)).rejects.toThrow('404');
    const requestId = await asks(BICE);
    expect((await confirms(BICE, requestId)).outcome).toBe('confirmed');
  });
}, 90_000);
