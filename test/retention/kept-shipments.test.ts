import { createScheduledController } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, expect, test, vi } from 'vitest';
import worker from '../../src/index';
import { instantOfLocal, localParts } from '../../src/shared/time/time-zone';
import { newParcelShop } from '../shipments/parcel-shop';

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

test('parcels whose order never comes are purged after the retention, unless an event came since', async () => {
  const shop = await newParcelShop([], { retention_days: 30 });
  // Other accounts have no turn, which would come first.
  await env.DB.prepare('update accounts set retention_at = iif(account_id = ?, 0, 1e15)').bind(shop.accountId).run();
  const parcel = (tracking_number: string) => ({ order_id: 'unknown', parcel: { tracking_number } });
  const [old, fresh] = await shop.reportAll(shop.event('held', parcel('OLD')), shop.event('held', parcel('FRESH')));
  const both = [old, fresh].map(({ shipment_id }) => shipment_id).toSorted((a, b) => a.localeCompare(b));
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
