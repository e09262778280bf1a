import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyThrottleStatus, availableAt, DEFAULT_POINTS, deductPoints } from '../../../src/domain/rate/points';
import { newBucket } from '../../standins/shopify-bucket';
import { makeAgenda, makeStoreRate, START } from './rate-simulation';

type Event =
  | { kind: 'come'; pushId: string }
  | { kind: 'arrive'; pushId: string; startedAt: number }
  | { kind: 'end'; pushId: string; startedAt: number; status: ReturnType<ReturnType<typeof newBucket>['status']> };

/** Runs pushes to a Shopify store until all are done; each call takes some time there and back. */
function simulate(input: {
  concurrency?: number;
  bucket: { maximum: number; restoreRate: number };
  costs: number[];
  way: () => number;
  late?: () => number;
  restarts?: () => boolean;
}) {
  const { concurrency = 20, bucket: size, costs, way, late = () => 0, restarts = () => false } = input;
  const store = makeStoreRate({ per_second: 1_000, burst: 1_000, concurrency });
  const bucket = newBucket(size.maximum, size.restoreRate, START);
  const agenda = makeAgenda<Event>();
  const costOf = (pushId: string) => costs[Number(pushId.slice(4))] ?? 0;
  for (const i of costs.keys()) agenda.add(START, { kind: 'come', pushId: `psh_${i}` });
  let [throttled, done, lastStart] = [0, 0, START];
  for (let next = agenda.next(); next; next = agenda.next()) {
    const { at, events } = next;
    if (restarts()) store.restart();
    for (const event of events) {
      if (event.kind === 'arrive') {
        const { pushId, startedAt } = event;
        if (bucket.take(costOf(pushId), at)) done += 1;
        else throttled += 1;
        agenda.add(at + way(), { kind: 'end', pushId, startedAt, status: bucket.status(at) });
      } else if (event.kind === 'end') {
        const { maximumAvailable: maximum, currentlyAvailable: available, restoreRate } = event.status;
        const stated = { startedAt: event.startedAt, answeredAt: at, maximum, available, restoreRate };
        store.report(at, [{ push_id: event.pushId, outcome: 'ok', stated }]);
      }
    }
    const come = events.flatMap((event) => (event.kind === 'come' ? [event.pushId] : []));
    for (let i = 0; i < come.length; i += 100) {
      const batch = come.slice(i, i + 100);
      for (const [k, wait] of store.reserve(at, batch, batch.map(costOf)).entries()) {
        const pushId = batch[k] ?? '';
        if (wait > 0) agenda.add(at + wait + late(), { kind: 'come', pushId });
        else {
          lastStart = at;
          agenda.add(at + way(), { kind: 'arrive', pushId, startedAt: at });
        }
      }
    }
  }
  return { throttled, done, seconds: (lastStart - START) / 1_000 };
}

test('500 pushes to a shop with 1,000 points at 50/s: none is throttled, and they go at 90 % of the rate at least', () => {
  const { throttled, done, seconds } = simulate({
    bucket: { maximum: 1_000, restoreRate: 50 },
    costs: Array(500).fill(10),
    way: () => 60,
  });
  expect(throttled).toBe(0);
  expect(done).toBe(500);
  const soonest = (500 * 10 - 1_000) / 50;
  expect(soonest / seconds).toBeGreaterThan(0.9);
});

test('whatever pushes cost, however long calls take and however late they return, Shopify has points for each', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(10, 20, 30, 70), { minLength: 120, maxLength: 300, size: 'max' }),
      fc.constantFrom(
        { maximum: 1_000, restoreRate: 50 },
        { maximum: 2_000, restoreRate: 100 },
        { maximum: 20_000, restoreRate: 1_000 },
      ),
      fc.integer({ min: 1, max: 30 }),
      fc.infiniteStream(fc.integer({ min: 1, max: 1_500 })),
      fc.infiniteStream(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 4_000 }))),
      fc.infiniteStream(fc.boolean()),
      (costs, bucket, concurrency, ways, lates, restarts) => {
        const take =
          <Value>(stream: { next(): { value: Value } }) =>
          () =>
            stream.next().value;
        const { throttled, done } = simulate({
          bucket,
          costs,
          concurrency,
          way: take(ways as never),
          late: take(lates as never),
          restarts: take(restarts as never),
        });
        expect(throttled).toBe(0);
        expect(done).toBe(costs.length);
      },
    ),
    { numRuns: 40, seed: 7 },
  );
});

test('of two concurrent calls the emptier bucket counts, whichever responds first; a later call overrides them', () => {
  const stated = (startedAt: number, answeredAt: number, available: number) => ({
    startedAt: START + startedAt,
    answeredAt: START + answeredAt,
    maximum: 1_000,
    available,
    restoreRate: 50,
  });
  const [fuller, emptier] = [stated(0, 400, 500), stated(10, 300, 100)];
  const first = applyThrottleStatus(applyThrottleStatus(DEFAULT_POINTS, emptier), fuller);
  const second = applyThrottleStatus(applyThrottleStatus(DEFAULT_POINTS, fuller), emptier);
  const now = START + 400;
  const waits = [first, second].map((points) => availableAt(points, { reserved: 0, wanted: 500, now }) - now);
  expect(waits).toEqual([7_900, 7_900]);
  const later = applyThrottleStatus(first, stated(500, 600, 900));
  expect(availableAt(later, { reserved: 0, wanted: 500, now: START + 600 })).toBe(START + 600);
});

test('of two concurrent calls, an older report of the same instant changes nothing', () => {
  const points = { maximum: 1_000, restoreRate: 50, fullAt: START + 2_000, answeredAt: START + 1_000 };
  const stated = { maximum: 2_000, available: 1_900, restoreRate: 100, startedAt: START, answeredAt: START + 1_000 };
  expect(applyThrottleStatus(points, stated)).toBe(points);
});

test('a call without a report costs the points that were reserved for it, until the bucket has restored them', () => {
  const waitFor = (points: typeof DEFAULT_POINTS, wanted: number) =>
    availableAt(points, { reserved: 0, wanted, now: START }) - START;
  const once = deductPoints(DEFAULT_POINTS, 400, START);
  expect([waitFor(once, 600), waitFor(once, 601), waitFor(once, 1_000)]).toEqual([0, 20, 8_000]);
  const twice = deductPoints(once, 600, START);
  expect([waitFor(twice, 1), waitFor(twice, 1_000)]).toEqual([20, 20_000]);
  expect(deductPoints(twice, 0, START)).toEqual(twice);
  // A bucket that is full again has restored what was spent before.
  expect(deductPoints(once, 50, START + 60_000).fullAt).toBe(START + 61_000);
});
