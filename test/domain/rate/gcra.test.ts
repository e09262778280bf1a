import fc from 'fast-check';
import { expect, test } from 'vitest';
import { takeStart } from '../../../src/domain/rate/gcra';

/** Returns by how many starts the worst window exceeds its limit; windows begin and end at starts. */
function largestExcess(starts: number[], perSecond: number, burst: number): number {
  const sorted = starts.toSorted((a, b) => a - b);
  let worst = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < sorted.length; i += 1) {
    for (let j = i; j < sorted.length; j += 1) {
      const seconds = ((sorted[j] ?? 0) - (sorted[i] ?? 0)) / 1_000;
      worst = Math.max(worst, j - i + 1 - (perSecond * seconds + burst));
    }
  }
  return worst;
}

/** The rounding error of a start in ms: a double near today's epoch ms has steps of 2.4e-4. */
const ROUNDING_MS = 2 ** -12;

test('no window has more starts than rate × t + burst, whatever the arrivals, batches and gates', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.1, max: 1_000, noNaN: true }),
      fc.integer({ min: 1, max: 50 }),
      fc.array(
        fc.record({
          gap: fc.integer({ min: 0, max: 3_000 }),
          size: fc.integer({ min: 1, max: 20 }),
          gate: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 20_000 })),
        }),
        { minLength: 1, maxLength: 20 },
      ),
      (perSecond, burst, batches) => {
        let now = 1_790_000_000_000;
        let theoreticalArrival = 0;
        const starts: number[] = [];
        for (const { gap, size, gate } of batches) {
          now += gap;
          for (let i = 0; i < size; i += 1) {
            const meter = { theoreticalArrival, intervalMs: 1_000 / perSecond, burst: gate > 0 ? 1 : burst };
            const next = takeStart(meter, now + gate);
            expect(next.at).toBeGreaterThanOrEqual(now + gate);
            theoreticalArrival = next.theoreticalArrival;
            starts.push(next.at);
          }
        }
        const rounded = (starts.length * ROUNDING_MS * perSecond) / 1_000;
        expect(largestExcess(starts, perSecond, burst)).toBeLessThanOrEqual(rounded);
      },
    ),
  );
});

test('an idle store gets its whole burst at once and then its rate', () => {
  let theoreticalArrival = 0;
  const starts = Array.from({ length: 7 }, () => {
    const next = takeStart({ theoreticalArrival, intervalMs: 100, burst: 4 }, 5_000);
    theoreticalArrival = next.theoreticalArrival;
    return next.at;
  });
  expect(starts).toEqual([5_000, 5_000, 5_000, 5_000, 5_100, 5_200, 5_300]);
});
