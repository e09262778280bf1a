import type { Account } from '../../db/accounts/accounts';
import type { HomeRows } from '../../db/pages/home';
import { HOME_SLOTS } from '../../shared/numbers/home-slots';

type TileRows = HomeRows['tiles'];
/** Returns whether a row is in a period or slot. */
type IsIn = (row: { slot: number }) => boolean;

/**
 * A number of this period, of the one before, and of each slot of this one; null where there is nothing to count. The line is empty
 * if the whole period has nothing.
 */
export type Compared<Value> = { now: Value | null; before: Value | null; line: (number | null)[] };

const isNow: IsIn = ({ slot }) => slot >= 0;
const isBefore: IsIn = ({ slot }) => slot < 0;

const ofSlots = <Value>(of: (isIn: IsIn) => Value): Value[] =>
  Array.from({ length: HOME_SLOTS }, (_, slot) => of((row) => row.slot === slot));

/** Computes a number for both periods, and for each slot as a `point` of its line. */
function compare<Value>(
  of: (isIn: IsIn) => Value | null,
  point: (value: Value | null) => number | null,
): Compared<Value> {
  const now = of(isNow);
  return { now, before: of(isBefore), line: now === null ? [] : ofSlots(of).map(point) };
}

const sum = <Row>(rows: Row[], of: (row: Row) => number): number => rows.reduce((total, row) => total + of(row), 0);

function confirmedIn(rows: TileRows['confirmations']) {
  const total = sum(rows, ({ requests }) => requests);
  const confirmed = sum(rows, ({ outcome, requests }) => (outcome === 'confirmed' ? requests : 0));
  return total === 0 ? null : { confirmed, total };
}

/** A slot without parcels has none; a period without any has nothing to show. */
const countParcels = (rows: TileRows['released']): Compared<number> =>
  compare(
    (isIn) => sum(rows.filter(isIn), ({ parcels }) => parcels) || null,
    (count) => count ?? 0,
  );

const medianOf = (rows: TileRows['customers']): Compared<number> => ({
  now: rows.find((row) => row.isOfPeriod === 1 && isNow(row))?.ms ?? null,
  before: rows.find((row) => row.isOfPeriod === 1 && isBefore(row))?.ms ?? null,
  line: ofSlots((isIn) => rows.find((row) => row.isOfSlot === 1 && isIn(row))?.ms ?? null),
});

/** The charges of orders, in millionths of `currency`, by the number of orders. */
const costPerOrder = ({ cost, orders }: TileRows, currency: string): Compared<bigint> =>
  compare(
    (isIn) => {
      const count = sum(orders.filter(isIn), (row) => row.orders);
      const charged = cost.filter((row) => row.currency === currency && isIn(row));
      if (count === 0 || charged.length === 0) return null;
      const total = charged.reduce((all, row) => all + BigInt(row.units) * 1_000_000n + BigInt(row.millionths), 0n);
      return total / BigInt(count);
    },
    (cost) => (cost === null ? null : Number(cost)),
  );

/** Builds the numbers of the home page. Amounts are in millionths of the account's currency; other currencies do not count. */
export function buildTiles(tiles: TileRows, { currency, returnCost }: Pick<Account, 'currency' | 'returnCost'>) {
  const avoided = countParcels(tiles.avoided);
  const saved = (count: number | null) =>
    count === null || returnCost === null ? null : BigInt(returnCost) * BigInt(count);
  return {
    confirmations: compare(
      (isIn) => confirmedIn(tiles.confirmations.filter(isIn)),
      (value) => value && (value.confirmed / value.total) * 100,
    ),
    released: countParcels(tiles.released),
    avoided,
    saved: { now: saved(avoided.now), before: saved(avoided.before) },
    costPerOrder: costPerOrder(tiles, currency),
    customersMs: medianOf(tiles.customers),
    peopleMs: medianOf(tiles.people),
  };
}

export type Tiles = ReturnType<typeof buildTiles>;
