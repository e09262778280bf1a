import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newStoreRateState } from '../../../src/domain/rate/store-rate-state';
import { reportPoints, takePoints } from '../../../src/domain/rate/take-points';
import { newBucket } from '../../standins/shopify-bucket';
import { makeAgenda, START } from './rate-simulation';

const LEASE_MS = 40_000;
type Step = { kind: 'ask' | 'arrive' | 'end'; readId: string; startedAt: number; mustReport: boolean };

/** Runs reads of one shop until all are done: each reserves `points`, costs `cost` of them, and takes `way()` there and back. */
function simulate(input: {
  bucket: { maximum: number; restoreRate: number };
  starts: number[];
  points: number;
  cost: number;
  way: () => number;
}) {
  const { bucket: size, starts, points, cost, way } = input;
  const state = newStoreRateState();
  const bucket = newBucket(size.maximum, size.restoreRate, START);
  const agenda = makeAgenda<Step>();
  for (const [i, at] of starts.entries()) {
    agenda.add(at, { kind: 'ask', readId: `r${i}`, startedAt: 0, mustReport: true });
  }
  let [throttled, asked, reported, last] = [0, 0, 0, START];
  for (let next = agenda.next(); next; next = agenda.next()) {
    const { at, events } = next;
    for (const event of events) {
      const { readId } = event;
      if (event.kind === 'ask') {
        asked += 1;
        const request = { readId, points, leaseMs: LEASE_MS, mayOmitReport: true, ended: [] };
        const { waitMs, mustReport } = takePoints(state, request, at);
        if (waitMs > 0) agenda.add(at + waitMs, event);
        else agenda.add(at + way(), { kind: 'arrive', readId, startedAt: at, mustReport });
      } else if (event.kind === 'arrive') {
        if (bucket.take(points, at)) bucket.refund(points - cost);
        else throttled += 1;
        agenda.add(at + way(), { ...event, kind: 'end' });
      } else {
        last = at;
        const { maximumAvailable: maximum, currentlyAvailable: available, restoreRate } = bucket.status(at);
        if (!event.mustReport && available >= maximum / 2) continue;
        reported += 1;
        const stated = { startedAt: event.startedAt, answeredAt: at, maximum, available, restoreRate };
        reportPoints(state, { readId, stated }, at);
      }
    }
  }
  return { throttled, asked, reported, seconds: (last - START) / 1_000 };
}

test('a read while the shop has points to spare is one call: nobody waits for its end', () => {
  const starts = Array.from({ length: 20 }, (_, i) => START + i * 10_000);
  const quiet = { bucket: { maximum: 2_000, restoreRate: 100 }, starts, points: 228, cost: 32, way: () => 150 };
  expect(simulate(quiet)).toMatchObject({ throttled: 0, asked: 20, reported: 0 });
});

test('50 reads at once ask twice on average at most, and wait no longer than the shop needs', () => {
  const starts = Array(50).fill(START);
  const burst = { bucket: { maximum: 2_000, restoreRate: 100 }, starts, points: 228, cost: 32, way: () => 100 };
  const { throttled, asked, seconds } = simulate(burst);
  expect(throttled).toBe(0);
  expect(asked).toBeLessThanOrEqual(120);
  expect(seconds).toBeLessThan(15);
});

test('whatever reads cost, however many come and however long they take, Shopify has points for each', () => {
  const starts = fc
    .array(fc.record({ gap: fc.integer({ min: 0, max: 4_000 }), size: fc.integer({ min: 1, max: 40 }) }), {
      minLength: 1,
      maxLength: 8,
    })
    .map((bursts) => {
      let at = START;
      return bursts.flatMap(({ gap, size }) => {
        at += gap;
        return Array<number>(size).fill(at);
      });
    });
  const buckets = fc.constantFrom(
    { maximum: 1_000, restoreRate: 50 },
    { maximum: 2_000, restoreRate: 100 },
    { maximum: 20_000, restoreRate: 1_000 },
  );
  const costs = fc.constantFrom({ points: 228, cost: 32 }, { points: 228, cost: 228 }, { points: 60, cost: 10 });
  // There and back: a longer call may outlast the reservation of a read that is not reported.
  const ways = fc.infiniteStream(fc.integer({ min: 1, max: 1_500 }));
  fc.assert(
    fc.property(starts, buckets, costs, ways, (at, bucket, size, way) => {
      const next = (): number => way.next().value as number;
      expect(simulate({ bucket, starts: at, ...size, way: next }).throttled).toBe(0);
    }),
    { numRuns: 60, seed: 5 },
  );
});

test('an ended read that another one reports frees its points for it', () => {
  const state = newStoreRateState();
  const ask = (readId: string, ended: string[] = []) =>
    takePoints(
      state,
      {
        readId,
        points: 900,
        leaseMs: LEASE_MS,
        mayOmitReport: true,
        ended: ended.map((each) => ({
          readId: each,
          stated: { startedAt: START, answeredAt: START, maximum: 1_000, available: 990, restoreRate: 50 },
        })),
      },
      START,
    );
  expect(ask('a')).toEqual({ waitMs: 0, mustReport: true });
  expect(ask('b').waitMs).toBeGreaterThan(0);
  expect(ask('b', ['a'])).toEqual({ waitMs: 0, mustReport: true });
  expect([...state.reads.keys()]).toEqual(['b']);
});

test('an older version of the Worker reports every read', () => {
  const state = newStoreRateState();
  const request = { readId: 'r', points: 228, leaseMs: LEASE_MS, mayOmitReport: false, ended: [] };
  expect(takePoints(state, request, START)).toEqual({ waitMs: 0, mustReport: true });
  expect(state.reads.get('r')?.until).toBe(START + LEASE_MS);
  reportPoints(state, { readId: 'r', stated: null }, START + 200);
  expect([state.reads.size, state.meanReadMs]).toEqual([0, 200]);
});
