import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LATENESS_MS } from '../../../src/domain/rate/reserve-slots';
import { largestBurst, makeAgenda, makeStoreRate, START } from './rate-simulation';

type Event = { kind: 'come'; pushId: string } | { kind: 'end'; pushId: string };

/** Runs pushes until all have ended; `late` is how much later than its slot a push returns. */
function simulate(input: {
  store: ReturnType<typeof makeStoreRate>;
  arrivals: number[];
  callMs: () => number;
  late?: () => number;
  restarts?: () => boolean;
}) {
  const { store, arrivals, callMs, late = () => 0, restarts = () => false } = input;
  const agenda = makeAgenda<Event>();
  for (const [i, at] of arrivals.entries()) agenda.add(START + at, { kind: 'come', pushId: `psh_${i}` });
  const waits = new Map<string, number>();
  const starts: number[] = [];
  let [most, end] = [0, START];
  for (let next = agenda.next(); next; next = agenda.next()) {
    const { at, events } = next;
    end = at;
    if (restarts()) store.restart();
    const ended = events.filter(({ kind }) => kind === 'end');
    store.report(
      at,
      ended.map(({ pushId }) => ({ push_id: pushId, outcome: 'ok' })),
    );
    const come = events.filter(({ kind }) => kind === 'come').map(({ pushId }) => pushId);
    for (let i = 0; i < come.length; i += 100) {
      const batch = come.slice(i, i + 100);
      for (const [k, wait] of store.reserve(at, batch).entries()) {
        const pushId = batch[k] ?? '';
        if (wait === 0) {
          starts.push(at);
          agenda.add(at + callMs(), { kind: 'end', pushId });
        } else {
          waits.set(pushId, (waits.get(pushId) ?? 0) + 1);
          agenda.add(at + wait + late(), { kind: 'come', pushId });
        }
      }
      most = Math.max(most, store.inFlight());
    }
  }
  return { starts, waits, mostInFlight: most, seconds: (end - START) / 1_000 };
}

const rates = fc.record({
  per_second: fc.constantFrom(0.5, 1, 3, 10, 50, 200),
  burst: fc.integer({ min: 1, max: 60 }),
  concurrency: fc.integer({ min: 1, max: 30 }),
});

test('10,000 pushes to one store wait at most twice and go at the store’s rate', () => {
  const store = makeStoreRate({ per_second: 50, burst: 100, concurrency: 20 });
  const { starts, waits, mostInFlight, seconds } = simulate({
    store,
    arrivals: Array(10_000).fill(0),
    callMs: () => 200,
  });
  expect(starts).toHaveLength(10_000);
  expect(Math.max(...waits.values())).toBeLessThanOrEqual(2);
  expect(mostInFlight).toBeLessThanOrEqual(20);
  expect(10_000 / seconds).toBeGreaterThan(48);
  expect(largestBurst(starts, 50)).toBeLessThanOrEqual(100);
  expect(store.waiting()).toBe(0);
});

test('every push goes once, within concurrency and rate, however late it returns and however often we restart', () => {
  fc.assert(
    fc.property(
      rates,
      fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 150 }),
      fc.infiniteStream(fc.integer({ min: 1, max: 3_000 })),
      fc.infiniteStream(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5_000 }))),
      fc.infiniteStream(fc.boolean()),
      (rate, arrivals, calls, lates, restarts) => {
        const take =
          <T>(stream: Iterator<T>) =>
          () =>
            stream.next().value as T;
        const store = makeStoreRate(rate);
        const done = simulate({ store, arrivals, callMs: take(calls), late: take(lates), restarts: take(restarts) });
        expect(done.starts).toHaveLength(arrivals.length);
        expect(done.mostInFlight).toBeLessThanOrEqual(rate.concurrency);
        const allowed = rate.burst + (rate.per_second * LATENESS_MS) / 1_000;
        expect(largestBurst(done.starts, rate.per_second)).toBeLessThanOrEqual(allowed + 1e-3);
        expect(store.waiting()).toBe(0);
        expect(store.inFlight()).toBe(0);
      },
    ),
    { numRuns: 150 },
  );
});

test('a push that returns in time goes without booking again', () => {
  const store = makeStoreRate({ per_second: 10, burst: 1, concurrency: 5 });
  expect(store.reserve(START, ['a', 'b', 'c'])).toEqual([0, 100, 200]);
  expect(store.reserve(START + 100, ['b'])).toEqual([0]);
  expect(store.reserve(START + 100, ['d'])).toEqual([200]);
  expect(store.reserve(START + 200, ['c'])).toEqual([0]);
});

test('pushes that return all at once, and late, do not flood the store', () => {
  const store = makeStoreRate({ per_second: 10, burst: 5, concurrency: 100 });
  const pushIds = Array.from({ length: 200 }, (_, i) => `psh_${i}`);
  store.reserve(START, pushIds);
  const waits = store.reserve(START + 60_000, pushIds.slice(5));
  expect(waits.filter((wait) => wait === 0)).toHaveLength(25);
});

test('a push that returns too early waits for the rest, and keeps its slot', () => {
  const store = makeStoreRate({ per_second: 1, burst: 1, concurrency: 5 });
  store.reserve(START, ['a', 'b', 'c']);
  expect(store.reserve(START + 400, ['c', 'b'])).toEqual([1_600, 600]);
  expect(store.reserve(START + 1_000, ['b'])).toEqual([0]);
});

test('a repeated wake-up does not start a push twice', () => {
  const store = makeStoreRate({ per_second: 10, burst: 5, concurrency: 5 }, 30_000);
  expect(store.reserve(START, ['a', 'a'])).toEqual([0, 30_000]);
  expect(store.reserve(START + 10_000, ['a'])).toEqual([20_000]);
});

test('the slots of a crashed consumer are free again when its leases expire', () => {
  const store = makeStoreRate({ per_second: 100, burst: 10, concurrency: 2 }, 30_000);
  expect(store.reserve(START, ['a', 'b'])).toEqual([0, 0]);
  const [wait = 0] = store.reserve(START + 29_000, ['c']);
  expect(wait).toBeGreaterThanOrEqual(1);
  expect(store.reserve(START + 30_000, ['c', 'd'])).toEqual([0, 0]);
});

test('a push that found no free slot has priority over later ones', () => {
  const store = makeStoreRate({ per_second: 100, burst: 100, concurrency: 1 });
  store.reserve(START, ['a']);
  const [wait = 0] = store.reserve(START + 100, ['b']);
  store.report(START + 100 + wait, [{ push_id: 'a', outcome: 'ok' }]);
  const [fresh, second] = store.reserve(START + 100 + wait, ['c', 'b']);
  expect(second).toBe(0);
  expect(fresh).toBeGreaterThan(0);
});

test('a failing store gets no call for 30 s, then one, and all of them when that succeeds', () => {
  const store = makeStoreRate({ per_second: 10, burst: 5, concurrency: 5 });
  const five = ['a', 'b', 'c', 'd', 'e'];
  store.reserve(START, five);
  store.report(
    START,
    five.map((push_id) => ({ push_id, outcome: 'failed' })),
  );
  const more = Array.from({ length: 20 }, (_, i) => `psh_${i}`);
  const waits = store.reserve(START + 1_000, more);
  expect(waits[0]).toBe(29_000);
  expect(new Set(waits).size).toBe(20);
  expect(Math.min(...waits)).toBe(29_000);
  const probe = store.reserve(START + 31_950, more);
  expect(probe.filter((wait) => wait === 0)).toHaveLength(1);
  store.report(START + 32_000, [{ push_id: 'psh_0', outcome: 'ok' }]);
  expect(store.reserve(START + 60_000, more.slice(1)).filter((wait) => wait === 0)).toHaveLength(5);
});

test('a failed probe doubles the pause', () => {
  const store = makeStoreRate({ per_second: 10, burst: 5, concurrency: 5 });
  const five = ['a', 'b', 'c', 'd', 'e'];
  store.reserve(START, five);
  store.report(
    START,
    five.map((push_id) => ({ push_id, outcome: 'failed' })),
  );
  expect(store.reserve(START + 30_000, ['p'])).toEqual([0]);
  store.report(START + 30_500, [{ push_id: 'p', outcome: 'failed' }]);
  expect(store.reserve(START + 31_000, ['q'])).toEqual([59_500]);
});

test('after Retry-After no call goes before its time, for 24 h at most, and it is not a failure', () => {
  const store = makeStoreRate({ per_second: 10, burst: 5, concurrency: 5 });
  store.reserve(START, ['a']);
  const throttled = Array.from({ length: 5 }, () => ({
    push_id: 'a',
    outcome: 'throttled' as const,
    retry_after_ms: 7_000,
  }));
  store.report(START, throttled);
  expect(store.reserve(START + 1_000, ['b', 'c'])).toEqual([6_000, 6_100]);
  store.report(START + 1_000, [{ push_id: 'a', outcome: 'throttled', retry_after_ms: 1_000 }]);
  expect(store.reserve(START + 2_000, ['b'])).toEqual([5_000]);
  expect(store.reserve(START + 7_000, ['b'])).toEqual([0]);
  store.report(START + 7_000, [{ push_id: 'b', outcome: 'throttled', retry_after_ms: 1e12 }]);
  expect(store.reserve(START + 7_000, ['d'])).toEqual([86_400_000]);
});

test('a raised or lowered rate applies from the next call on', () => {
  const store = makeStoreRate({ per_second: 1, burst: 1, concurrency: 100 });
  store.reserve(
    START,
    Array.from({ length: 101 }, (_, i) => `psh_${i}`),
  );
  store.rate.per_second = 50;
  expect(store.reserve(START, ['raised'])[0]).toBeLessThanOrEqual(2_040);
  store.rate.per_second = 0.5;
  expect(store.reserve(START, ['lowered'])[0]).toBeGreaterThanOrEqual(200_000);
});

test('a reservation is dropped ten minutes after its time', () => {
  const store = makeStoreRate({ per_second: 1, burst: 1, concurrency: 5 });
  store.reserve(START, ['a', 'b']);
  store.reserve(START + 601_000, []);
  expect(store.waiting()).toBe(1);
  store.reserve(START + 601_001, []);
  expect(store.waiting()).toBe(0);
});

test('a store has at most 20,000 reservations; a further push must retry later and reserves nothing', () => {
  const store = makeStoreRate({ per_second: 1_000, burst: 1, concurrency: 1 });
  for (let i = 0; i < 201; i += 1)
    store.reserve(
      START,
      Array.from({ length: 100 }, (_, k) => `psh_${i}_${k}`),
    );
  expect(store.waiting()).toBe(20_000);
  const waits = store.reserve(START, ['x', 'y']);
  expect(waits[0]).toBe(waits[1]);
  expect(waits[0]).toBeGreaterThan(0);
  expect(store.waiting()).toBe(20_000);
});
