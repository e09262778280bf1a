import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reserveSend, type SendSlot, slowDownNumber, slowDownPair } from '../../../src/domain/rate/channel-rate';
import { largestBurst, makeAgenda, START } from './rate-simulation';

/** A number's rate state as the Durable Object stores it. `go` requests a send and returns its delay. */
function newNumber(maxDelayMs = 0) {
  let numberTheoreticalArrival = 0;
  const pairs = new Map<string, number>();
  const slots = new Map<string, SendSlot | null>();
  return {
    go(send: string, pair: string, now: number) {
      const meters = {
        numberTheoreticalArrival,
        pairTheoreticalArrival: pairs.get(pair) ?? 0,
        slot: slots.get(send) ?? null,
      };
      const reserved = reserveSend(meters, now, maxDelayMs);
      numberTheoreticalArrival = reserved.numberTheoreticalArrival;
      pairs.set(pair, reserved.pairTheoreticalArrival);
      slots.set(send, reserved.slot);
      return reserved;
    },
    slowDown(pair: string | null, now: number) {
      if (pair === null) numberTheoreticalArrival = slowDownNumber(numberTheoreticalArrival, now);
      else pairs.set(pair, slowDownPair(pairs.get(pair) ?? 0, now));
    },
  };
}

type Ask = { at: number; send: string; pair: string };

/** Returns when each send goes, if waiting sends return on time. */
function departures(asks: Ask[], maxDelayMs: number): { at: number; send: string; pair: string }[] {
  const number = newNumber(maxDelayMs);
  const agenda = makeAgenda<Ask>();
  for (const ask of asks) agenda.add(ask.at, ask);
  const gone: Ask[] = [];
  for (let next = agenda.next(); next; next = agenda.next()) {
    for (const ask of next.events) {
      const { waitMs, isGranted } = number.go(ask.send, ask.pair, next.at);
      if (isGranted) gone.push({ ...ask, at: next.at + waitMs });
      else agenda.add(next.at + waitMs, ask);
    }
  }
  return gone.toSorted((a, b) => a.at - b.at);
}

const asksOf = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 0, max: 3_000 }),
      size: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 5 }) }, fc.integer({ min: 50, max: 250 })),
      customers: fc.integer({ min: 1, max: 60 }),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((bursts) => {
    let at = START;
    return bursts.flatMap(({ gap, size, customers }, burst) => {
      at += gap;
      return Array.from({ length: size }, (_, i) => ({ at, send: `${burst}-${i}`, pair: `c${i % customers}` }));
    });
  });

test('whatever is requested: 80 a second per number, 45 at once and one per 6 s to a customer, each in its turn', () => {
  fc.assert(
    fc.property(asksOf, fc.constantFrom(0, 500, 10_000), (asks, maxDelayMs) => {
      const gone = departures(asks, maxDelayMs);
      expect(gone).toHaveLength(asks.length);
      expect(
        largestBurst(
          gone.map(({ at }) => at),
          80,
        ),
      ).toBeLessThanOrEqual(1.1);
      for (const pair of new Set(asks.map((ask) => ask.pair))) {
        const own = gone.filter((ask) => ask.pair === pair);
        // A send that was due also waits for the number, for as long as the sends before it take.
        const late = (asks.length * 1_000) / 80 / 6_000;
        expect(
          largestBurst(
            own.map(({ at }) => at),
            1 / 6,
          ),
        ).toBeLessThanOrEqual(45 + late + 0.01);
        const inOrder = asks.filter((ask) => ask.pair === pair).map(({ send }) => send);
        expect(own.map(({ send }) => send)).toEqual(inOrder);
      }
    }),
    { numRuns: 60, seed: 11 },
  );
});

test('a customer who must wait for minutes delays no other customer', () => {
  const asks = Array.from({ length: 60 }, (_, i) => ({ at: START, send: `a${i}`, pair: 'a' }));
  const gone = departures([...asks, { at: START + 1_000, send: 'b', pair: 'b' }], 10_000);
  expect(gone.find(({ send }) => send === 'b')?.at).toBe(START + 1_000);
  expect(gone.find(({ send }) => send === 'a44')?.at).toBeLessThan(START + 1_000);
  expect(gone.find(({ send }) => send === 'a59')?.at).toBeGreaterThanOrEqual(START + 15 * 6_000);
});

test('after Meta’s pair limit a customer gets one message per 6 s, the others as before', () => {
  const number = newNumber();
  number.slowDown('a', START);
  const waits = ['a', 'a', 'b'].map((pair, i) => number.go(String(i), pair, START).waitMs);
  expect(waits).toEqual([6_000, 12_000, 0]);
});

test('after Meta’s throughput limit a number pauses for a second, however often Meta reports it', () => {
  const number = newNumber();
  for (let i = 0; i < 50; i += 1) number.slowDown(null, START);
  expect(number.go('1', 'a', START).waitMs).toBe(1_000);
});
