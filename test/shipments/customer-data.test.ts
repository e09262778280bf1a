import { createScheduledController } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, expect, test, vi } from 'vitest';
import worker from '../../src/index';
import { instantOfLocal, localParts } from '../../src/shared/time-zone';
import { ago, HOUR, newParcelShop, ORDER } from './parcel-shop';

afterEach(() => vi.restoreAllMocks());

/** Runs the cron twice in the night after this many days. */
async function cronInDays(days: number): Promise<void> {
  const { year, month, day } = localParts(Date.now(), 'Europe/Rome');
  const night = instantOfLocal({ year, month, day: day + days, hour: 2, minute: 30 }, 'Europe/Rome');
  const clock = vi.spyOn(Date, 'now').mockReturnValue(night);
  try {
    for (let i = 0; i < 2; i += 1) await worker.scheduled(createScheduledController(), env);
  } finally {
    clock.mockRestore();
  }
}

const TABLES = ['shipments', 'shipment_aliases', 'shipment_events'];
async function rowsOf(accountId: string): Promise<Record<string, string[]>> {
  const rows: Record<string, string[]> = {};
  for (const table of TABLES) {
    const { results } = await env.DB.prepare(`select shipment_id from ${table} where account_id = ? order by 1`)
      .bind(accountId)
      .all<{ shipment_id: string }>();
    rows[table] = [...new Set(results.map(({ shipment_id }) => shipment_id))];
  }
  return rows;
}

test("the export of a customer has the parcels of their orders with the events, and no one else's", async () => {
  const shop = await newParcelShop();
  await shop.as('POST', '/v1/createOrder', { ...ORDER, order_id: '2', customer: { phone: '+393339999999' } });
  const [mine] = await shop.reportAll(
    shop.event('held'),
    shop.event('in_transit', { at: ago(3 * HOUR) } as object),
    shop.event('held', { order_id: '2' }),
    shop.event('held', { order_id: 'unknown' }),
  );
  const { body } = await shop.as('GET', '/v1/users/%2B393331234567');
  expect(body.shipments).toEqual([await shop.show(mine.shipment_id)]);
  expect(body.shipments[0].events.map(({ state }: { state: string }) => state)).toEqual(['in_transit', 'held']);
});

test('parcels whose order never comes are purged after the retention, unless an event came since', async () => {
  const shop = await newParcelShop([], { retention_days: 30 });
  const parcel = (tracking_number: string) => ({ order_id: 'unknown', parcel: { tracking_number } });
  const [old, fresh] = await shop.reportAll(shop.event('held', parcel('OLD')), shop.event('held', parcel('FRESH')));
  const both = [old, fresh].map(({ shipment_id }) => shipment_id).toSorted();
  await cronInDays(29);
  expect(await rowsOf(shop.accountId)).toEqual(Object.fromEntries(TABLES.map((table) => [table, both])));
  await env.DB.prepare('update shipments set updated_at = updated_at + 5 * 86400000 where shipment_id = ?')
    .bind(fresh.shipment_id)
    .run();
  await cronInDays(31);
  expect(await rowsOf(shop.accountId)).toEqual(Object.fromEntries(TABLES.map((table) => [table, [fresh.shipment_id]])));
  await cronInDays(36);
  expect(await rowsOf(shop.accountId)).toEqual(Object.fromEntries(TABLES.map((table) => [table, []])));
});
