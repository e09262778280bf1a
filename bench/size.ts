import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callJson, eventually, phone } from '../scripts/local/api.ts';
import { callAll } from '../scripts/local/call-all.ts';
import { setUpDemo } from '../scripts/local/demo.ts';
import { difference, pressConfirm, startMetered } from './support/metered-world.ts';
import { type Row, report } from './support/report.ts';
import { type Size, sizeOfD1 } from './support/size-of-d1.ts';

/*
 * Measures the bytes of an order in D1: cash-on-delivery orders, each of its own customer, are confirmed by the ready flow, from createOrder to the last
 * charge. Then the clock moves ahead, to measure how many bytes the purge of raw events and the account's retention free.
 */
const ORDERS = Number(process.env.ORDERS ?? 400);
/** Orders after the retention, which reuse free pages. */
const LATER_ORDERS = Math.ceil(ORDERS / 10);
const CONCURRENCY = 12;
const TIMEOUT_MS = 300_000;
const DAY_MS = 86_400_000;
const RETENTION_DAYS = 365;
const MAX_D1_BYTES = 10e9;
const CRON_MS = 2_000;

const folder = mkdtempSync(join(tmpdir(), 'aisac-size-'));
const persistTo = join(folder, 'state');
const world = await startMetered({ persistTo });
const { worker, meta, merchant, at, count } = world;

const cron = async () => (await worker.mf.getWorker()).scheduled({ cron: '* * * * *' });
let timer: NodeJS.Timeout | undefined;
const startCron = () => {
  // An idle connection may break at this moment; the next call opens a new one.
  timer = setInterval(() => void cron().catch(() => undefined), CRON_MS);
};
const setClockAhead = (ms: number): Promise<unknown> => callJson('PUT', at(`/__ahead?ms=${ms}`));

/** Returns the ms until half past two in Rome, in the maintenance window, `days` days from now. */
function maintenanceIn(days: number): number {
  const now = new Date();
  const format = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Rome', hour: 'numeric', hourCycle: 'h23' });
  return days * DAY_MS + ((26 - Number(format.format(now))) % 24) * 3_600_000 + (30 - now.getMinutes()) * 60_000;
}

const demo = await setUpDemo({ ...world, worker: worker.url.origin, file: join(folder, 'demo.json') });
const headers = { 'x-api-key': demo.api_key };
const line = phone(meta, demo.phoneNumberId);

const customerOf = (i: number): string => `39333${String(i).padStart(7, '0')}`;
const CUSTOMER = { first_name: 'Ada', last_name: 'Rossi', language: 'it' };
const STREET = { address1: 'Via Giuseppe Garibaldi 12', zip: '20121', city: 'Milano', province: 'MI', country: 'IT' };
const ADDRESS = { name: 'Ada Rossi', ...STREET };
const orderOf = (i: number) => ({
  order_id: String(i),
  order_number: `#${i}`,
  id_store: demo.id_store,
  currency: 'EUR',
  total: '59.90',
  payment_method: 'cod',
  customer: { ...CUSTOMER, email: `ada${i}@example.it`, phone: `+${customerOf(i)}` },
  shipping_address: { ...ADDRESS, phone: `+${customerOf(i)}` },
  items: [
    { sku: 'MAGLIA-M', name: 'Maglia di lana, misura M', quantity: 1, unit_price: '39.90' },
    { sku: 'CALZE-42', name: 'Calze, misura 42', quantity: 2, unit_price: '10.00' },
  ],
});

/** Creates an order. Its customer gets the question and confirms with the button. */
async function playOrder(i: number): Promise<void> {
  const { request_ids } = await callJson('POST', at('/v1/createOrder'), {
    headers: { ...headers, 'idempotency-key': `order-${i}` },
    body: orderOf(i),
  });
  const waits = `select count(*) as n from requests where request_id = '${request_ids[0]}' and waiting_for = 'reply'`;
  await eventually('the question', async () => ((await count(waits)) === 1 ? true : null), TIMEOUT_MS);
  const question = (await line.sent()).find(({ body }) => body.to.endsWith(customerOf(i)));
  await pressConfirm(line, question ?? assert.fail(`${customerOf(i)} was not asked`));
}

async function playOrders(first: number, size: number): Promise<void> {
  const numbers = Array.from({ length: size }, (_, i) => first + i);
  const objects = Object.fromEntries(
    numbers.map((i) => [i, { phone: `+${customerOf(i)}`, total: '59.90', customer: { first_name: 'Ada' } }]),
  );
  await callJson('PUT', `${merchant}/_control/m/demo`, { body: { objects } });
  await callAll(numbers, CONCURRENCY, playOrder);
  const hasEnded = async () => {
    const open = await count("select count(*) as n from requests where status <> 'completed'");
    const unread = await count("select count(*) as n from messages where direction = 'out' and status <> 'read'");
    const charges = await count("select count(*) as n from charges where user_key <> ''");
    return open + unread === 0 && charges === 3 * size ? true : null;
  };
  await eventually('the end of each request, all statuses and charges', hasEnded, TIMEOUT_MS);
}

try {
  await line.tell({ auto: ['sent', 'delivered', 'read'] });
  startCron();
  const empty = sizeOfD1(persistTo);
  const before = await world.meter();
  await playOrders(1_000_001, ORDERS);
  const fresh = sizeOfD1(persistTo);
  const cost = difference(await world.meter(), before, ORDERS);
  clearInterval(timer);

  await setClockAhead(maintenanceIn(8));
  for (let i = 0; i < 30 && (await count('select count(*) as n from events where state is not null')) > 0; i += 1)
    await cron();
  const purged = sizeOfD1(persistTo);

  await setClockAhead(maintenanceIn(RETENTION_DAYS + 1));
  const ledger = await count('select sum(amount) as n from charges');
  let sweeps = 0;
  for (; sweeps < 60 && (await count('select count(*) as n from requests')) > 0; sweeps += 1) await cron();
  assert.equal(await count('select count(*) as n from requests'), 0, 'every request is deleted');
  assert.equal(await count('select sum(amount) as n from charges'), ledger, 'the ledger is whole');
  const expired = sizeOfD1(persistTo);
  await setClockAhead(0);
  startCron();
  await playOrders(2_000_001, LATER_ORDERS);
  const later = sizeOfD1(persistTo);

  const bytesOf = ({ objects }: Size, name: string): number => objects.find((each) => each.name === name)?.bytes ?? 0;
  const rows = fresh.objects
    .map(({ name }) => ({
      name,
      bytes: [fresh, purged, expired].map((size) => (bytesOf(size, name) - bytesOf(empty, name)) / ORDERS),
    }))
    .filter(({ bytes: [first = 0] }) => first > 0)
    .toSorted((a, b) => (b.bytes[0] ?? 0) - (a.bytes[0] ?? 0));
  const totals = [0, 1, 2].map((when) => rows.reduce((sum, { bytes }) => sum + (bytes[when] ?? 0), 0));
  const shown = [...rows, { name: 'in all', bytes: totals }].map(
    ({ name, bytes: [first = 0, second = 0, third = 0] }): Row => ({
      'table or index': name,
      fresh: Math.round(first),
      'after 8 days': Math.round(second),
      [`after ${RETENTION_DAYS + 1} days`]: Math.round(third),
    }),
  );
  console.log(`${ORDERS} orders, each of its own customer; bytes an order`);
  report('size', shown, { orders: ORDERS, cost, sweeps });
  console.table(cost);
  const files = Object.entries({ empty, fresh, purged, expired, later });
  console.table(Object.fromEntries(files.map(([name, { fileBytes, freeBytes }]) => [name, { fileBytes, freeBytes }])));
  const [freshBytes = 0, keptBytes = 0] = totals;
  const perDay = Math.floor(MAX_D1_BYTES / (RETENTION_DAYS * keptBytes + 7 * (freshBytes - keptBytes)));
  console.log(`everything was deleted in ${sweeps} sweeps; ${LATER_ORDERS} more orders came later`);
  console.log(
    `10 GB hold ${perDay} orders a day for ${RETENTION_DAYS} days, ${perDay * RETENTION_DAYS} in all, without the charges`,
  );
} finally {
  clearInterval(timer);
  await world.stop();
  rmSync(folder, { recursive: true, force: true });
}
