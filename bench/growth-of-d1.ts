import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callJson, eventually, phone } from '../scripts/local/api.ts';
import { setUpDemo } from '../scripts/local/demo.ts';
import { startMerchant } from '../test/standins/merchant.ts';
import { startMeta } from '../test/standins/meta.ts';
import { benchSecrets, startDirectWorker } from './support/direct-worker.ts';
import { METERED } from './support/metered.ts';
import { type Size, sizeOfD1 } from './support/size-of-d1.ts';

/*
 * What an order leaves in D1: cash orders of as many customers are confirmed by the ready flow, from createOrder to the last
 * charge. Then the clock runs ahead, and it is looked what the raw events' purge and the account's retention give back.
 */
const ORDERS = Number(process.env.ORDERS ?? 400);
/** Once all are forgotten: these find room in the pages that are free. */
const AGAIN = Math.ceil(ORDERS / 10);
/** So many customers are being asked at a time. */
const AT_ONCE = 12;
const TOO_LONG_MS = 300_000;
const DAY_MS = 86_400_000;
const RETENTION_DAYS = 365;
const MOST_BYTES = 10e9;
const CRON_MS = 2_000;

const secrets = benchSecrets();
const folder = mkdtempSync(join(tmpdir(), 'aisac-growth-'));
const persistTo = join(folder, 'state');
const [meta, merchant] = await Promise.all([startMeta(), startMerchant()]);
const worker = await startDirectWorker(
  { ...secrets, META_GRAPH_URL: meta.url, ALLOW_PRIVATE_ENDPOINTS: 'true' },
  { around: METERED, persistTo },
);
const at = (path: string): string => new URL(path, worker.url).toString();
const db = await worker.mf.getD1Database('DB');
const cron = async (): Promise<void> => {
  await (await worker.mf.getWorker()).scheduled({ cron: '* * * * *' });
};
const counts = (): Promise<Record<string, number>> => callJson('GET', at('/__meter'));
const goAhead = (ms: number): Promise<unknown> => callJson('PUT', at(`/__ahead?ms=${ms}`));
const one = async (query: string): Promise<number> => Number((await db.prepare(query).first<{ n: number }>())?.n);

/** Half past two in Rome, so many days from now, as ms ahead of the clock. */
function nightIn(days: number): number {
  const now = new Date();
  const hour = Number(
    new Intl.DateTimeFormat('en', { timeZone: 'Europe/Rome', hour: 'numeric', hourCycle: 'h23' }).format(now),
  );
  return days * DAY_MS + ((26 - hour) % 24) * 3_600_000 + (30 - now.getMinutes()) * 60_000;
}

const customerOf = (i: number): string => `39333${String(i).padStart(7, '0')}`;

const orderOf = (i: number) => ({
  order_id: String(i),
  order_number: `#${i}`,
  id_store: demo.id_store,
  currency: 'EUR',
  total: '59.90',
  payment_method: 'cod',
  customer: {
    first_name: 'Ada',
    last_name: 'Rossi',
    email: `ada${i}@example.it`,
    phone: `+${customerOf(i)}`,
    language: 'it',
  },
  shipping_address: {
    name: 'Ada Rossi',
    address1: 'Via Giuseppe Garibaldi 12',
    zip: '20121',
    city: 'Milano',
    province: 'MI',
    country: 'IT',
    phone: `+${customerOf(i)}`,
  },
  items: [
    { sku: 'MAGLIA-M', name: 'Maglia di lana, misura M', quantity: 1, unit_price: '39.90' },
    { sku: 'CALZE-42', name: 'Calze, misura 42', quantity: 2, unit_price: '10.00' },
  ],
});

/** The merchant makes the order, the customer is asked, and confirms by the button. */
async function playOrder(i: number): Promise<void> {
  const number = customerOf(i);
  const { request_ids } = await callJson('POST', at('/v1/createOrder'), {
    headers: { ...headers, 'idempotency-key': `order-${i}` },
    body: orderOf(i),
  });
  const waits = `select count(*) as n from requests where request_id = '${request_ids[0]}' and waiting_for = 'reply'`;
  await eventually('the question', async () => ((await one(waits)) === 1 ? true : null), TOO_LONG_MS);
  const { wamid, body } =
    (await customer.sent()).find((sent) => sent.body.to.endsWith(number)) ?? assert.fail(`${number} was not asked`);
  const { payload } = body.template.components.at(-2).parameters[0];
  await customer.reply({ from: number, button: { payload, text: 'Confermo' }, context_wamid: wamid });
}

async function playOrders(from: number, count: number): Promise<void> {
  const numbers = Array.from({ length: count }, (_, i) => from + i);
  const objects = Object.fromEntries(
    numbers.map((i) => [i, { phone: `+${customerOf(i)}`, total: '59.90', customer: { first_name: 'Ada' } }]),
  );
  await callJson('PUT', `${merchant.url}/_control/m/demo`, { body: { objects } });
  const waiting = numbers.values();
  const client = async (): Promise<void> => {
    for (const i of waiting) await playOrder(i);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, client));
  await eventually(
    'the end of each request, all statuses and charges',
    async () => {
      const open = await one("select count(*) as n from requests where status <> 'completed'");
      const unread = await one("select count(*) as n from messages where direction = 'out' and status <> 'read'");
      const lines = await one("select count(*) as n from charges where user_key <> ''");
      return open + unread === 0 && lines === 3 * count ? true : null;
    },
    TOO_LONG_MS,
  );
}

const bytesOf = ({ objects }: Size): Map<string, number> => new Map(objects.map(({ name, bytes }) => [name, bytes]));
const kb = (bytes: number): string => `${Math.round(bytes / 1_000)} kB`.padStart(10);
const each = (bytes: number): string => (bytes / ORDERS).toFixed(0).padStart(8);

const demoAt = { worker: worker.url.origin, merchant: merchant.url, meta: meta.url, adminToken: secrets.ADMIN_TOKEN };
const demo = await setUpDemo({ ...demoAt, file: join(folder, 'demo.json') });
const headers = { 'x-api-key': demo.api_key };
const customer = phone(meta.url, demo.phoneNumberId);
await customer.tell({ auto: ['sent', 'delivered', 'read'] });
let timer: NodeJS.Timeout | undefined;
const startCron = () => {
  timer = setInterval(() => void cron(), CRON_MS);
};

try {
  startCron();
  const sizes = { empty: sizeOfD1(persistTo) } as Record<'empty' | 'full' | 'settled' | 'forgotten' | 'again', Size>;
  const before = await counts();
  await playOrders(1_000_001, ORDERS);
  const after = await counts();
  sizes.full = sizeOfD1(persistTo);
  const cost = Object.fromEntries(
    Object.entries(after).map(([name, value]) => [name, (value - (before[name] ?? 0)) / ORDERS]),
  );
  clearInterval(timer);

  await goAhead(nightIn(8));
  for (let i = 0; i < 30 && (await one('select count(*) as n from events where state is not null')) > 0; i += 1)
    await cron();
  sizes.settled = sizeOfD1(persistTo);

  await goAhead(nightIn(RETENTION_DAYS + 1));
  const ledger = await one('select sum(amount) as n from charges');
  let sweeps = 0;
  while (sweeps < 60 && (await one('select count(*) as n from requests')) > 0) {
    await cron();
    sweeps += 1;
  }
  assert.equal(await one('select count(*) as n from requests'), 0, 'everything is forgotten');
  assert.equal(await one('select sum(amount) as n from charges'), ledger, 'the ledger is whole');
  sizes.forgotten = sizeOfD1(persistTo);
  await goAhead(0);
  startCron();
  await playOrders(2_000_001, AGAIN);
  sizes.again = sizeOfD1(persistTo);

  const of = Object.fromEntries(Object.entries(sizes).map(([name, size]) => [name, bytesOf(size)])) as Record<
    keyof typeof sizes,
    Map<string, number>
  >;
  const grown = (when: keyof typeof sizes, name: string) => (of[when].get(name) ?? 0) - (of.empty.get(name) ?? 0);
  const rows = sizes.full.objects
    .map(({ table, name }) => ({
      table,
      name,
      full: grown('full', name),
      settled: grown('settled', name),
      forgotten: grown('forgotten', name),
    }))
    .filter(({ full }) => full > 0)
    .toSorted((a, b) => b.full - a.full);
  const total = (when: 'full' | 'settled' | 'forgotten') => rows.reduce((sum, row) => sum + row[when], 0);
  console.log(`${ORDERS} orders, each of its own customer; bytes an order`);
  console.log('   fresh after 8d  after 366d');
  for (const { name, full, settled, forgotten } of rows)
    console.log(`${each(full)} ${each(settled)} ${each(forgotten)}   ${name}`);
  console.log(`${each(total('full'))} ${each(total('settled'))} ${each(total('forgotten'))}   in all`);
  console.log(`an order asks ${JSON.stringify(cost)}`);
  console.log(
    `the file:${(['empty', 'full', 'settled', 'forgotten', 'again'] as const).map((name) => `${kb(sizes[name].fileBytes)} ${name}`).join(',')}`,
  );
  console.log(
    `free pages of it:${(['settled', 'forgotten', 'again'] as const).map((name) => `${kb(sizes[name].freeBytes)} ${name}`).join(',')}`,
  );
  const [fresh, kept, left] = [total('full') / ORDERS, total('settled') / ORDERS, total('forgotten') / ORDERS];
  const aDay = (years: number) =>
    MOST_BYTES / (RETENTION_DAYS * kept + 7 * (fresh - kept) + years * RETENTION_DAYS * left);
  console.log(`forgotten in ${sweeps} sweeps, and ${AGAIN} more orders since`);
  console.log(
    `10 GB hold ${Math.floor(aDay(0))} orders a day for ${RETENTION_DAYS} days, ${Math.floor(aDay(0) * RETENTION_DAYS)} in all`,
  );
  const file = Object.fromEntries(
    Object.entries(sizes).map(([name, { fileBytes, freeBytes }]) => [name, { fileBytes, freeBytes }]),
  );
  console.log(JSON.stringify({ orders: ORDERS, bytes_an_order: { fresh, kept, left }, cost, file, sweeps, rows }));
} finally {
  clearInterval(timer);
  await Promise.all([worker.stop(), meta.close(), merchant.close()]);
  rmSync(folder, { recursive: true, force: true });
}
