import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { eventually } from '../scripts/local/api.ts';
import { compare } from './operations/compare.ts';
import type { Measured } from './operations/measured.ts';
import { copyRows } from './operations/runs.ts';
import { profileOf } from './run/profile.ts';
import { phoneOf, startFastStandins } from './run/stand-ins.ts';
import { type BenchAccount, END, NUMBER, SECRET, SHOP, setUpAccount, TOKEN } from './support/account.ts';
import { makeCalls, orderCall, orderId } from './support/calls.ts';
import { benchSecrets, sourceFinder, startDirectWorker, startFloor } from './support/direct-worker.ts';
import { type MeasuredWorker, startMeasured } from './support/measured-worker.ts';
import { type Row, report } from './support/report.ts';

/*
 * Measures runs from start to end: the webhook of an order, the read of the order from its shop, a message on WhatsApp and the
 * completed request; beside a floor that stores the same rows in as few round trips as possible. `--worker PATH` measures the
 * Worker of another checkout; its tables are printed and not kept.
 */
const ORDERS = Number(process.env.ORDERS ?? 200);
const ROUNDS = Number(process.env.ROUNDS ?? 3);
const CONCURRENCY = 25;
/** Meta accepts 80 messages a second from one number. */
const MERCHANTS = 2;
const OWN_ROOT = join(import.meta.dirname, '..');
const { worker = OWN_ROOT } = parseArgs({ options: { worker: { type: 'string' } } }).values;

const template = {
  name: 'cod_confirm',
  language: 'it',
  body: ['{{ order.customer.first_name }}', '{{ order.total | money }}'],
  buttons: ['CONFIRM', 'CANCEL'],
};
const FLOW = {
  trigger: { on: 'order.created' },
  steps: [
    { id: 'order', do: 'get_object', save_as: 'order' },
    { id: 'ask', do: 'send_message', to: '{{ order.phone }}', template },
    END,
  ],
};

const completed = async ({ db }: MeasuredWorker): Promise<number> =>
  Number((await db.prepare("select count(*) as n from requests where status = 'completed'").first<{ n: number }>())?.n);

let orders = 0;
const runs = (accounts: BenchAccount[]): Measured => ({
  name: 'a run, from webhook to end',
  unit: 'orders',
  count: ORDERS,
  target: null,
  async prepare(side) {
    const calls = Array.from({ length: ORDERS }, (_, i) => {
      orders += 1;
      return orderCall(accounts[i % MERCHANTS] as BenchAccount, orders, { phone: phoneOf(orderId(orders)) });
    });
    const total = (await completed(side)) + ORDERS;
    return async () => {
      await makeCalls(side.worker, calls, CONCURRENCY);
      await eventually('the end of every run', async () => ((await completed(side)) === total ? true : null), 120_000);
    };
  },
});

const standins = await startFastStandins();
const addresses = { META_GRAPH_URL: standins.url, SHOPIFY_ADMIN_URL: `${standins.url}/{store}` };
const secrets = { ...benchSecrets(), ...addresses, ALLOW_PRIVATE_ENDPOINTS: 'true' };
const tokens = { SHOP: SHOP.name, SHOP_TOKEN: SHOP.token, TOKEN, PHONE_NUMBER_ID: NUMBER.phone_number_id };
const ours = await startMeasured(() => startDirectWorker(secrets, { root: resolve(worker) }));
const floor = await startMeasured(() => startFloor({ ...addresses, ...tokens, APP_SECRET: SECRET }));
try {
  const accounts: BenchAccount[] = [];
  for (let i = 0; i < MERCHANTS; i += 1)
    accounts.push(await setUpAccount(ours.worker, secrets.ADMIN_TOKEN, { flow: FLOW }));
  await copyRows(ours.db, floor.db);
  const measured = runs(accounts);
  const result = await compare(measured, { ours, floor }, ROUNDS);
  const profile = await profileOf(ours.worker, sourceFinder(resolve(worker)), await measured.prepare(ours));
  const messages = [...standins.messages.values()];
  assert.deepEqual([messages.length, Math.max(...messages)], [orders, 1], 'each customer got one message');
  const line = (measure: string, least: number, own: number, digits: number): Row => ({
    measure,
    floor: least.toFixed(digits),
    ours: own.toFixed(digits),
    ratio: (own / least).toFixed(2),
  });
  const rows = [
    line('orders a second', result.floor_per_second, result.ours_per_second, 0),
    line("the Worker's process, CPU ms an order", result.floor_cpu_ms, result.ours_cpu_ms, 2),
    line('shop, Meta and caller, CPU ms an order', result.floor_client_ms, result.ours_client_ms, 2),
  ];
  const isKept = worker === OWN_ROOT;
  report('run', rows, result, isKept);
  report('run-profile', profile, {}, isKept);
} finally {
  await Promise.all([ours.worker.stop(), floor.worker.stop(), standins.close()]);
}
