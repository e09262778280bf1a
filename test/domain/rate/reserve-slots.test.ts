import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LATENESS_MS } from '../../../src/domain/rate/reserve-slots';
import { largestBurst, makeAgenda, makeLine, START } from './line';

type Event = { kind: 'come'; pushId: string } | { kind: 'end'; pushId: string };

/** Runs pushes through a line until all have ended; `late` is how much later than told a push comes back. */
function simulate(input: {
  line: ReturnType<typeof makeLine>;
  arrivals: number[];
  callMs: () => number;
  late?: () => number;
  restarts?: () => boolean;
}) {
  const { line, arrivals, callMs, late = () => 0, restarts = () => false } = input;
  const agenda = makeAgenda<Event>();
  for (const [i, at] of arrivals.entries()) agenda.add(START + at, { kind: 'come', pushId: `psh_${i}` });
  const waits = new Map<string, number>();
  const starts: number[] = [];
  let [most, end] = [0, START];
  for (let next = agenda.next(); next; next = agenda.next()) {
    const { at, events } = next;
    end = at;
    if (restarts()) line.restart();
    const ended = events.filter(({ kind }) => kind === 'end');
    line.report(
      at,
      ended.map(({ pushId }) => ({ push_id: pushId, outcome: 'ok' })),
    );
    const come = events.filter(({ kind }) => kind === 'come').map(({ pushId }) => pushId);
    for (let i = 0; i < come.length; i += 100) {
      const batch = come.slice(i, i + 100);
      for (const [k, wait] of line.reserve(at, batch).entries()) {
        const pushId = batch[k] ?? '';
        if (wait === 0) {
          starts.push(at);
          agenda.add(at + callMs(), { kind: 'end', pushId });
        } else {
          waits.set(pushId, (waits.get(pushId) ?? 0) + 1);
          agenda.add(at + wait + late(), { kind: 'come', pushId });
        }
      }
      most = Math.max(most, line.inFlight());
    }
  }
  return { starts, waits, mostInFlight: most, seconds: (end - START) / 1_000 };
}

const rates = fc.record({
  per_second: fc.constantFrom(0.5, 1, 3, 10, 50, 200),
  burst: fc.integer({ min: 1, max: 60 }),
  concurrency: fc.integer({ min: 1, max: 30 }),
});

test('10,000 pushes to one store wait twice at most and go at the rate of the store', () => {
  const line = makeLine({ per_second: 50, burst: 100, concurrency: 20 });
  const { starts, waits, mostInFlight, seconds } = simulate({
    line,
    arrivals: Array(10_000).fill(0),
    callMs: () => 200,
  });
  expect(starts).toHaveLength(10_000);
  expect(Math.max(...waits.values())).toBeLessThanOrEqual(2);
  expect(mostInFlight).toBeLessThanOrEqual(20);
  expect(10_000 / seconds).toBeGreaterThan(48);
  expect(largestBurst(starts, 50)).toBeLessThanOrEqual(100);
  expect(line.waiting()).toBe(0);
});

test('every push goes once, within concurrency and rate, however late they come back and however often we restart', () => {
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
        const line = makeLine(rate);
        const done = simulate({ line, arrivals, callMs: take(calls), late: take(lates), restarts: take(restarts) });
        expect(done.starts).toHaveLength(arrivals.length);
        expect(done.mostInFlight).toBeLessThanOrEqual(rate.concurrency);
        const allowed = rate.burst + (rate.per_second * LATENESS_MS) / 1_000;
        expect(largestBurst(done.starts, rate.per_second)).toBeLessThanOrEqual(allowed + 1e-3);
        expect(line.waiting()).toBe(0);
        expect(line.inFlight()).toBe(0);
      },
    ),
    { numRuns: 150 },
  );
});

test('a push that comes back in time goes, and has not to pay again', () => {
  const line = makeLine({ per_second: 10, burst: 1, concurrency: 5 });
  expect(line.reserve(START, ['a', 'b', 'c'])).toEqual([0, 100, 200]);
  expect(line.reserve(START + 100, ['b'])).toEqual([0]);
  expect(line.reserve(START + 100, ['d'])).toEqual([200]);
  expect(line.reserve(START + 200, ['c'])).toEqual([0]);
});

test('a line that comes back all at once, and late, does not flood the store', () => {
  const line = makeLine({ per_second: 10, burst: 5, concurrency: 100 });
  const pushIds = Array.from({ length: 200 }, (_, i) => `psh_${i}`);
  line.reserve(START, pushIds);
  const waits = line.reserve(START + 60_000, pushIds.slice(5));
  expect(waits.filter((wait) => wait === 0)).toHaveLength(25);
});

test('a push that comes too early is told the rest, and keeps its place', () => {
  const line = makeLine({ per_second: 1, burst: 1, concurrency: 5 });
  line.reserve(START, ['a', 'b', 'c']);
  expect(line.reserve(START + 400, ['c', 'b'])).toEqual([1_600, 600]);
  expect(line.reserve(START + 1_000, ['b'])).toEqual([0]);
});

test('a wake-up that comes twice does not start a push twice', () => {
  const line = makeLine({ per_second: 10, burst: 5, concurrency: 5 }, 30_000);
  expect(line.reserve(START, ['a', 'a'])).toEqual([0, 30_000]);
  expect(line.reserve(START + 10_000, ['a'])).toEqual([20_000]);
});

test('a consumer that died gives its places back when the lease ends', () => {
  const line = makeLine({ per_second: 100, burst: 10, concurrency: 2 }, 30_000);
  expect(line.reserve(START, ['a', 'b'])).toEqual([0, 0]);
  const [wait = 0] = line.reserve(START + 29_000, ['c']);
  expect(wait).toBeGreaterThanOrEqual(1);
  expect(line.reserve(START + 30_000, ['c', 'd'])).toEqual([0, 0]);
});

test('who found no place free has the next one before those that come later', () => {
  const line = makeLine({ per_second: 100, burst: 100, concurrency: 1 });
  line.reserve(START, ['a']);
  const [wait = 0] = line.reserve(START + 100, ['b']);
  line.report(START + 100 + wait, [{ push_id: 'a', outcome: 'ok' }]);
  const [fresh, second] = line.reserve(START + 100 + wait, ['c', 'b']);
  expect(second).toBe(0);
  expect(fresh).toBeGreaterThan(0);
});

test('a store that fails gets nothing for 30 s, then one call, and all of them when that succeeds', () => {
  const line = makeLine({ per_second: 10, burst: 5, concurrency: 5 });
  const five = ['a', 'b', 'c', 'd', 'e'];
  line.reserve(START, five);
  line.report(
    START,
    five.map((push_id) => ({ push_id, outcome: 'failed' })),
  );
  const more = Array.from({ length: 20 }, (_, i) => `psh_${i}`);
  const waits = line.reserve(START + 1_000, more);
  expect(waits[0]).toBe(29_000);
  expect(new Set(waits).size).toBe(20);
  expect(Math.min(...waits)).toBe(29_000);
  const probe = line.reserve(START + 31_950, more);
  expect(probe.filter((wait) => wait === 0)).toHaveLength(1);
  line.report(START + 32_000, [{ push_id: 'psh_0', outcome: 'ok' }]);
  expect(line.reserve(START + 60_000, more.slice(1)).filter((wait) => wait === 0)).toHaveLength(5);
});

test('a probe that fails keeps the store in peace twice as long', () => {
  const line = makeLine({ per_second: 10, burst: 5, concurrency: 5 });
  const five = ['a', 'b', 'c', 'd', 'e'];
  line.reserve(START, five);
  line.report(
    START,
    five.map((push_id) => ({ push_id, outcome: 'failed' })),
  );
  expect(line.reserve(START + 30_000, ['p'])).toEqual([0]);
  line.report(START + 30_500, [{ push_id: 'p', outcome: 'failed' }]);
  expect(line.reserve(START + 31_000, ['q'])).toEqual([59_500]);
});

test('after Retry-After nothing goes before its time, for 24 h at most, and it is no failure', () => {
  const line = makeLine({ per_second: 10, burst: 5, concurrency: 5 });
  line.reserve(START, ['a']);
  const throttled = Array.from({ length: 5 }, () => ({
    push_id: 'a',
    outcome: 'throttled' as const,
    retry_after_ms: 7_000,
  }));
  line.report(START, throttled);
  expect(line.reserve(START + 1_000, ['b', 'c'])).toEqual([6_000, 6_100]);
  line.report(START + 1_000, [{ push_id: 'a', outcome: 'throttled', retry_after_ms: 1_000 }]);
  expect(line.reserve(START + 2_000, ['b'])).toEqual([5_000]);
  expect(line.reserve(START + 7_000, ['b'])).toEqual([0]);
  line.report(START + 7_000, [{ push_id: 'b', outcome: 'throttled', retry_after_ms: 1e12 }]);
  expect(line.reserve(START + 7_000, ['d'])).toEqual([86_400_000]);
});

test('a rate that is raised holds from the next call on, and one that is lowered too', () => {
  const line = makeLine({ per_second: 1, burst: 1, concurrency: 100 });
  line.reserve(
    START,
    Array.from({ length: 101 }, (_, i) => `psh_${i}`),
  );
  line.rate.per_second = 50;
  expect(line.reserve(START, ['raised'])[0]).toBeLessThanOrEqual(2_040);
  line.rate.per_second = 0.5;
  expect(line.reserve(START, ['lowered'])[0]).toBeGreaterThanOrEqual(200_000);
});

test('a place in the line is forgotten ten minutes after its time', () => {
  const line = makeLine({ per_second: 1, burst: 1, concurrency: 5 });
  line.reserve(START, ['a', 'b']);
  line.reserve(START + 601_000, []);
  expect(line.waiting()).toBe(1);
  line.reserve(START + 601_001, []);
  expect(line.waiting()).toBe(0);
});

test('the line has 20,000 places; who finds none is told to come back and costs nothing', () => {
  const line = makeLine({ per_second: 1_000, burst: 1, concurrency: 1 });
  for (let i = 0; i < 201; i += 1)
    line.reserve(
      START,
      Array.from({ length: 100 }, (_, k) => `psh_${i}_${k}`),
    );
  expect(line.waiting()).toBe(20_000);
  const waits = line.reserve(START, ['x', 'y']);
  expect(waits[0]).toBe(waits[1]);
  expect(waits[0]).toBeGreaterThan(0);
  expect(line.waiting()).toBe(20_000);
});
