import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { callJson, eventually } from '../scripts/local/api.ts';
import codFlow from '../test/support/cod-flow.json' with { type: 'json' };
import { SHOP, setUpAccount } from './support/account.ts';
import { makeCall, orderCall, orderId } from './support/calls.ts';
import { connectNumber, difference, type Meter, pressConfirm, startMetered } from './support/metered-world.ts';

/*
 * Measures everything that Cloudflare bills for one order: from the shop's webhook through the WhatsApp question, three statuses and
 * the customer's reply to the change in the shop, played by the built Worker. With `--write` the simulation's input is
 * written (npm run sim).
 */
const FILE = join(import.meta.dirname, '../scripts/sim/measured.json');
const TOGETHER = Number(process.env.TOGETHER ?? 50);
const STATUSES = ['sent', 'delivered', 'read'];
/** After a phase, so that everything it caused is counted. */
const QUIET_MS = 1_500;

const world = await startMetered();
try {
  const { worker, db, shopify } = world;
  const account = await setUpAccount(worker, world.adminToken);
  await account.putFlow('cod-confirmation', codFlow);
  const line = await connectNumber(world);
  const shop = `${shopify}/_control/shopify/${SHOP.name}`;
  const count = async (status: string): Promise<number> =>
    world.count(`select count(*) as n from requests where flow = 'cod-confirmation' and status = '${status}'`);
  const bytes = async (): Promise<number> => (await db.prepare('select 1').all()).meta.size_after;
  let [orders, ended, seen] = [0, 0, 0];

  /** Plays `size` orders at once from their webhooks to their ends; returns the costs of one order by phase. */
  async function play(size: number): Promise<Record<string, Meter>> {
    const phases: Record<string, Meter> = {};
    const phase = async (name: string, work: () => Promise<void>): Promise<void> => {
      const before = await world.meter();
      await work();
      await sleep(QUIET_MS);
      phases[name] = difference(await world.meter(), before, size);
    };
    const members = Array.from({ length: size }, () => {
      orders += 1;
      return { n: orders, phone: `+39333${String(orders).padStart(7, '0')}` };
    });
    const calls = members.map(({ n, phone }) =>
      orderCall(account, n, { phone, payment_gateway_names: ['Cash on Delivery (COD)'] }),
    );
    const known = Object.fromEntries(members.map(({ n, phone }) => [orderId(n), { phone }]));
    await callJson('PUT', shop, { body: { token: SHOP.token, orders: known } });
    await phase('asked', async () => {
      await Promise.all(calls.map((call) => makeCall(worker, call)));
      await eventually('the questions', async () => ((await count('waiting')) === size ? true : null), 120_000);
    });
    const sent = (await line.sent()).slice(seen);
    seen += sent.length;
    assert.equal(sent.length, size);
    for (const status of STATUSES) {
      await phase(status, async () => {
        for (const { wamid, body } of sent) {
          assert.deepEqual(await line.status({ wamid, status, callback: body.biz_opaque_callback_data }), [200]);
        }
      });
    }
    await phase('answered', async () => {
      for (const message of sent) await pressConfirm(line, message);
      ended += size;
      await eventually('the ends', async () => ((await count('completed')) === ended ? true : null), 300_000);
    });
    return phases;
  }

  // The first order fills the caches of the isolate.
  await play(1);
  const alone = await play(1);
  const before = await bytes();
  const together = await play(TOGETHER);
  const d1Bytes = Math.round(((await bytes()) - before) / TOGETHER);
  const { calls }: { calls: { query: string; cost: { actual: number } }[] } = await callJson('GET', shop);
  const pointsOf = (isWrite: boolean): number =>
    calls
      .filter(({ query }) => query.trimStart().startsWith('mutation') === isWrite)
      .reduce((sum, { cost }) => sum + cost.actual, 0) / orders;
  assert.equal(await world.count("select count(*) as n from pushes where state = 'delivered'"), orders);
  console.log('one order alone, and one of many together');
  console.table(alone);
  console.table(together);
  console.log(`D1 grows by ${d1Bytes} bytes an order`);
  const shopify_points = { read: pointsOf(false), write: pointsOf(true) };
  const measured = { d1_bytes: d1Bytes, shopify_points, orders_together: TOGETHER, alone, together };
  if (process.argv.includes('--write')) writeFileSync(FILE, `${JSON.stringify(measured, null, 2)}\n`);
} finally {
  await world.stop();
}
