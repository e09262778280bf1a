import type { Account } from '../../db/accounts/accounts';
import type { HomeRows } from '../../db/pages/home';

type TileRows = HomeRows['tiles'];
/** A number of this period and of the one before; null where there is nothing to count. */
export type Compared<Value> = { now: Value | null; before: Value | null };

const ofPeriods = <Value>(value: (isNow: number) => Value | null): Compared<Value> => ({
  now: value(1),
  before: value(0),
});

/** Builds the numbers of the home page. Amounts are in millionths of the account's currency; other currencies do not count. */
export function buildTiles(tiles: TileRows, { currency, returnCost }: Pick<Account, 'currency' | 'returnCost'>) {
  const confirmations = ofPeriods((isNow) => {
    const rows = tiles.confirmations.filter((row) => row.isNow === isNow);
    const total = rows.reduce((sum, { requests }) => sum + requests, 0);
    const confirmed = rows.find(({ outcome }) => outcome === 'confirmed')?.requests ?? 0;
    return total === 0 ? null : { confirmed, total };
  });
  const parcels = (rows: { isNow: number; parcels: number }[]) =>
    ofPeriods((isNow) => rows.find((row) => row.isNow === isNow)?.parcels ?? null);
  const costPerOrder = ofPeriods((isNow) => {
    const orders = tiles.orders.find((row) => row.isNow === isNow)?.orders ?? 0;
    const charged = tiles.cost.find((row) => row.isNow === isNow && row.currency === currency);
    if (orders === 0 || !charged) return null;
    return (BigInt(charged.units) * 1_000_000n + BigInt(charged.millionths)) / BigInt(orders);
  });
  const median = (rows: TileRows['customers']) =>
    ofPeriods((isNow) => rows.find((row) => row.isNow === isNow)?.ms ?? null);
  const avoided = parcels(tiles.avoided);
  const saved = (count: number | null) =>
    count === null || returnCost === null ? null : BigInt(returnCost) * BigInt(count);
  return {
    confirmations,
    released: parcels(tiles.released),
    avoided,
    saved: { now: saved(avoided.now), before: saved(avoided.before) },
    costPerOrder,
    customersMs: median(tiles.customers),
    peopleMs: median(tiles.people),
  };
}

export type Tiles = ReturnType<typeof buildTiles>;
