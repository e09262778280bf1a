import { markdownTable } from '../local/markdown-table.ts';
import { capacities, PEAK_SHARE } from './capacity.ts';
import { costs } from './cost.ts';
import { ASSUMED, D1_BYTES_AN_ORDER, LIMITS } from './inputs.ts';
import { type Lanes, playHour } from './play-hour.ts';

const SEED = 20_261_125;
const LOADS = [100, 1_000, 10_000, 100_000, 1_000_000];
/** The most orders of a simulated hour: more would show nothing new. */
const MAX_ORDERS = 100_000;

const ONE_OF_EACH: Lanes = { databases: 1, numbers: 1, stores: 1 };

const count = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 1 });
const table = (head: string[], rows: string[][]): string => markdownTable(head, rows, { padded: false });

const seconds = (ms: number): string => {
  const value = ms / 1_000;
  if (value < 60) return `${value.toFixed(1)} s`;
  return value < 3_600 ? `${(value / 60).toFixed(0)} min` : `${(value / 3_600).toFixed(1)} h`;
};

function delays(orders: number, lanes: Lanes): string {
  const all = playHour(Math.min(orders, MAX_ORDERS), lanes, SEED);
  const at = (share: number) => all[Math.min(Math.floor(all.length * share), all.length - 1)] ?? 0;
  return `${seconds(at(0.5))} / ${seconds(at(0.99))}`;
}

/** Returns how many servers of each kind keep the utilisation of the peak hour below 70 %. */
function enough(ordersADay: number): Lanes {
  const of = (piece: string) => {
    const found = capacities().find((each) => each.piece === piece);
    if (!found) throw new Error(`no piece ${piece}`);
    return Math.ceil(ordersADay / found.ordersADay);
  };
  return {
    databases: of(`D1, ${ASSUMED.d1HoldMs} ms a trip`),
    numbers: of('WhatsApp number'),
    stores: of('Shopify store'),
  };
}

/** The tables of docs/scale.md by name. */
export const TABLES: Record<string, () => string> = {
  capacity: () =>
    table(
      ['one …', 'an order takes', 'it has a second', 'orders a day'],
      capacities().map(({ piece, what, anOrder, aSecond, ordersADay }) => [
        piece,
        `${count(anOrder)} ${what}`,
        count(aSecond),
        count(ordersADay),
      ]),
    ),

  delay: () =>
    table(
      ['orders a day', 'in the peak hour', 'one of each', 'enough of each', 'enough: databases, numbers, stores'],
      LOADS.map((load) => {
        const peak = Math.round(load * PEAK_SHARE);
        const lanes = enough(load);
        return [
          count(load),
          count(peak),
          delays(peak, ONE_OF_EACH),
          delays(peak, lanes),
          `${lanes.databases}, ${lanes.numbers}, ${lanes.stores}`,
        ];
      }),
    ),

  blackFriday: () =>
    table(
      ['usual orders a day', 'in the peak hour of the day', 'one of each', 'enough for a usual day'],
      LOADS.slice(0, 4).map((load) => {
        const peak = Math.round(load * PEAK_SHARE * ASSUMED.blackFriday);
        return [count(load), count(peak), delays(peak, ONE_OF_EACH), delays(peak, enough(load))];
      }),
    ),

  full: () =>
    table(
      ['orders a day', 'one database of 10 GB is full after', 'GB after a year'],
      LOADS.map((load) => [
        count(load),
        `${count(LIMITS.d1Bytes / (load * D1_BYTES_AN_ORDER))} days`,
        count((load * 365 * D1_BYTES_AN_ORDER) / 1e9),
      ]),
    ),

  cost: () => {
    const lines = costs();
    const sum = lines.reduce((total, { dollars }) => total + dollars, 0);
    return table(
      ['1,000 orders', 'an order', 'dollars'],
      [
        ...lines.map(({ what, anOrder, dollars }) => [
          what,
          String(Number(anOrder.toPrecision(3))),
          dollars.toFixed(4),
        ]),
        ['all', '', sum.toFixed(4)],
      ],
    );
  },
};
