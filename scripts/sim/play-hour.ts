import { seededRandom } from '../local/seeded-random.ts';
import { agenda } from './agenda.ts';
import { ASSUMED, LIMITS, MEASURED } from './inputs.ts';

const HOUR_MS = 3_600_000;
/** As in wrangler.toml. */
const BATCH = 50;
const BATCH_MS = 1_000;

const { asked, sent, delivered, read, answered } = MEASURED.together;
/** D1 round trips of the consumer for a batch of any size, and of a run up to its question. */
const BATCH_TRIPS = Math.max(Math.round(MEASURED.alone.asked.d1_round_trips - asked.d1_round_trips), 1);
const RUN_TRIPS = Math.round(asked.d1_round_trips);
/** Round trips of an order that was asked earlier: statuses, the reply, the push. */
const LATER_TRIPS = [sent, delivered, read, answered].reduce((sum, phase) => sum + phase.d1_round_trips, 0);

/** Returns a single-server queue: a function from arrival time and duration to completion time. */
function line(): (at: number, forMs: number) => number {
  let freeAt = 0;
  return (at, forMs) => {
    freeAt = Math.max(freeAt, at) + forMs;
    return freeAt;
  };
}

/** The number of servers of each kind that share the load. */
export type Lanes = { databases: number; numbers: number; stores: number };

/**
 * Simulates one hour with `orders` orders at random instants, and as many replies to earlier ones. Returns the times from an
 * order's webhook to its question at Meta in ms, sorted. Consumers are no bottleneck: a queue starts up to 250 of them.
 */
export function playHour(orders: number, lanes: Lanes, seed: number): number[] {
  const chance = seededRandom(seed);
  const hour = agenda();
  const many = (count: number) => Array.from({ length: count }, line);
  const any = <Lane>(list: Lane[]): Lane => {
    const lane = list[Math.floor(chance() * list.length)];
    if (lane === undefined) throw new Error('no lane for the load');
    return lane;
  };
  const [databases, numbers, stores] = [many(lanes.databases), many(lanes.numbers), many(lanes.stores)];
  const creates = line();
  const message = 1_000 / LIMITS.whatsappMessagesPerSecond;
  const ofPoints = (points: number) => (points * 1_000) / LIMITS.shopifyPointsPerSecond;
  const delays: number[] = [];

  /** Makes `trips` round trips in sequence, then calls `then`. */
  const ask = (database: ReturnType<typeof line>, at: number, trips: number, then: (at: number) => void): void => {
    const done = database(at, ASSUMED.d1HoldMs) + ASSUMED.d1TripMs;
    hour.put({ at: done, happen: trips > 1 ? (next) => ask(database, next, trips - 1, then) : then });
  };
  const run = (arrived: number, database: ReturnType<typeof line>, created: number): void => {
    hour.put({
      at: creates(created, 1_000 / LIMITS.workflowCreatesPerSecond) + ASSUMED.workflowStartMs,
      happen: (begun) =>
        hour.put({
          at: any(stores)(begun, ofPoints(MEASURED.shopify_points.read)) + ASSUMED.shopifyCallMs,
          happen: (got) =>
            ask(database, got, RUN_TRIPS, (ready) => {
              delays.push(any(numbers)(ready, message) + ASSUMED.metaCallMs - arrived);
            }),
        }),
    });
  };

  const arrivals = Array.from({ length: orders }, () => chance() * HOUR_MS).toSorted((a, b) => a - b);
  for (let from = 0; from < arrivals.length; ) {
    const first = arrivals[from] ?? 0;
    let to = from + 1;
    while (to - from < BATCH && (arrivals[to] ?? Infinity) < first + BATCH_MS) to += 1;
    const batch = arrivals.slice(from, to);
    const database = any(databases);
    hour.put({
      at: batch.length === BATCH ? (batch.at(-1) ?? first) : first + BATCH_MS,
      happen: (at) =>
        ask(database, at, BATCH_TRIPS, (done) => batch.forEach((arrived) => run(arrived, database, done))),
    });
    from = to;
  }
  const later = (count: number, happen: (at: number) => void): void => {
    for (let i = 0; i < count; i += 1) hour.put({ at: chance() * HOUR_MS, happen });
  };
  later(Math.round(orders * LATER_TRIPS), (at) => void any(databases)(at, ASSUMED.d1HoldMs));
  later(orders, (at) => void any(numbers)(at, message));
  later(orders, (at) => void any(stores)(at, ofPoints(MEASURED.shopify_points.write)));
  for (let next = hour.take(); next; next = hour.take()) next.happen(next.at);
  return delays.toSorted((a, b) => a - b);
}
