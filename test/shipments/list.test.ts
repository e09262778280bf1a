import { env } from 'cloudflare:workers';
import { beforeAll, expect, test } from 'vitest';
import { type ShipmentFilter, shipmentsRepository } from '../../src/db/shipments/shipments';
import { openDatabase } from '../../src/db/sql/database';
import { type RecordedStatement, recordingEnv } from '../support/recording-env';
import { newShipmentShop, START } from './shipment-shop';

type Shop = Awaited<ReturnType<typeof newShipmentShop>>;

/** Stores this many shipments, of which the newest ten are held until one hour after another. */
async function newCrowd(count: number): Promise<Shop> {
  const shop = await newShipmentShop();
  const numbers = 'with recursive n(i) as (select 1 union all select i + 1 from n where i < ?1)';
  const id = `'shp_' || substr(?2, 5, 9) || printf('%017d', i)`;
  await env.DB.batch([
    env.DB.prepare(
      `${numbers} insert into shipments (shipment_id, account_id, id_store, order_id, state, attempts, held_until, delayed,
         problem, disputed, shared, event_count, created_at, updated_at)
       select ${id}, ?2, ?3, 'N' || i, iif(i > ?1 - 10, 'held', 'delivered'), 0,
         iif(i > ?1 - 10, ?4 + (i - ?1 + 10) * 3600000, null), 0, 0, 0, 0, 0, 1, 1 from n`,
    ).bind(count, shop.accountId, shop.storeId, START),
    env.DB.prepare(
      `${numbers} insert into shipment_aliases (account_id, id_store, alias, order_id, shipment_id, is_return)
       select ?2, ?3, 'number:XX' || i, 'N' || i, ${id}, 0 from n`,
    ).bind(count, shop.accountId, shop.storeId),
  ]);
  return shop;
}

const crowds: Shop[] = [];
beforeAll(async () => {
  for (const count of [500, 5_000]) crowds.push(await newCrowd(count));
});

const FILTERS: [string, (shop: Shop) => ShipmentFilter, number][] = [
  ['no filter', () => ({}), 20],
  ['a store', ({ storeId }) => ({ storeId }), 20],
  ['an order', () => ({ orderIds: ['N77'] }), 1],
  ['an order, by its number or its global id', () => ({ orderIds: ['N77', 'gid://shopify/Order/N77'] }), 1],
  ['an order of a store', ({ storeId }) => ({ orderIds: ['N77'], storeId }), 1],
  ['delivered', () => ({ state: 'delivered' }), 20],
  ['held', () => ({ state: 'held' }), 10],
  ['a tracking number', () => ({ trackingAlias: 'number:XX77' }), 1],
  ['a deadline', () => ({ heldUntilBefore: START + 5 * 3_600_000 }), 4],
  ['held with a deadline', () => ({ state: 'held', heldUntilBefore: START + 5 * 3_600_000 }), 4],
];

test.each(FILTERS)('a page by %s reads no more rows of 5,000 shipments than of 500', async (_, filterOf, expected) => {
  const read: number[] = [];
  for (const shop of crowds) {
    const calls: RecordedStatement[] = [];
    const repository = shipmentsRepository(openDatabase(recordingEnv(calls).DB));
    const page = await repository.list(shop.accountId, filterOf(shop), { limit: 20, after: null });
    const [call] = calls.filter(({ values }) => values.length > 0);
    const again = await env.DB.prepare(call?.query ?? '')
      .bind(...(call?.values ?? []))
      .all();
    read.push(again.meta.rows_read);
    expect(page.rows).toHaveLength(expected);
    const ids = page.rows.map(({ shipmentId }) => shipmentId);
    expect(ids).toEqual(ids.toSorted().toReversed());
  }
  // SQLite may look at one row after the last.
  expect(Math.abs((read[1] ?? 0) - (read[0] ?? 0))).toBeLessThanOrEqual(1);
  expect(read[1]).toBeGreaterThan(0);
  expect(read[1]).toBeLessThanOrEqual(2 * 21 + 4);
});

test('pages follow one another without gaps and repetitions', async () => {
  const [shop] = crowds as [Shop];
  const ids: string[] = [];
  let after: string | null = null;
  for (let more = true; more; ) {
    const page = await shop.deps.shipments.list(shop.accountId, {}, { limit: 100, after });
    ids.push(...page.rows.map(({ shipmentId }) => shipmentId));
    after = ids.at(-1) ?? null;
    more = page.more;
  }
  expect(new Set(ids).size).toBe(500);
  expect(ids).toHaveLength(500);
});

test("another account's shipment is not found", async () => {
  const [one, other] = crowds as [Shop, Shop];
  const { rows } = await one.deps.shipments.list(one.accountId, {}, { limit: 1, after: null });
  const shipmentId = rows[0]?.shipmentId ?? '';
  expect((await one.deps.shipments.findWithEvents(one.accountId, shipmentId)).shipment?.shipmentId).toBe(shipmentId);
  expect(await one.deps.shipments.findWithEvents(other.accountId, shipmentId)).toEqual({
    shipment: undefined,
    events: [],
  });
});
