import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEvents } from '../../../src/domain/shipments/apply-events';
import type { ShipmentEvent } from '../../../src/domain/shipments/reports/shipment-event';
import { SHIPMENT_STATES } from '../../../src/shared/orders/shipment-states';
import { naiveShipment } from './naive-shipment';
import { HOUR_MS, MINUTE_MS, ROME, START, shipmentEvent } from './shipment-events';

const PERMUTATIONS = 200;
const NOW = START + 24 * 30 * HOUR_MS;

const anyEvent = fc
  .record({
    state: fc.option(fc.constantFrom(...SHIPMENT_STATES), { freq: 8, nil: null }),
    mark: fc.option(fc.constantFrom('delayed' as const, 'problem' as const), { freq: 1, nil: null }),
    source: fc.constantFrom(
      'qapla' as const,
      'shopify' as const,
      'aftership' as const,
      'sendcloud' as const,
      'shippypro' as const,
    ),
    // Some in the same minute, some within 12 and within 72 hours.
    minutes: fc.oneof(
      fc.integer({ min: 0, max: 20 }),
      fc.integer({ min: 0, max: 20 * 60 }),
      fc.integer({ min: 0, max: 12 * 24 * 60 }),
    ),
    seconds: fc.integer({ min: 0, max: 59 }),
    future: fc.option(fc.integer({ min: 1, max: 9_000 }), { freq: 1, nil: null }),
  })
  .map(({ minutes, seconds, future, state, mark, source }) => {
    const at = START + minutes * MINUTE_MS + seconds * 1_000;
    return { happenedAt: future === null ? at : at + future * HOUR_MS, receivedAt: at, state, mark, source };
  });

const anyLife = fc.array(anyEvent, { minLength: 1, maxLength: 9 }).chain((members) => {
  const events = members.map(({ state, ...rest }, i) =>
    shipmentEvent(state, 0, { ...rest, dedupeKey: `key-${i}`, sourceEventId: String(i) }),
  );
  // With some of them twice, in any order, in batches of any sizes.
  return fc.record({
    events: fc.constant(events),
    order: fc
      .tuple(fc.shuffledSubarray(events, { minLength: events.length }), fc.subarray(events))
      .chain(([all, twice]) => fc.shuffledSubarray([...all, ...twice], { minLength: all.length + twice.length })),
    sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 20, maxLength: 20 }),
  });
});

/** Applies events in batches, each to what was stored before it. */
function applyInBatches(events: ShipmentEvent[], sizes: number[], leading: ShipmentEvent['source'] | null = null) {
  const stored: ShipmentEvent[] = [];
  const queue = [...events];
  const keys: string[] = [];
  const verdicts: (string | null)[] = [];
  let state = applyEvents({
    stored,
    incoming: [],
    isOrderKnown: true,
    now: NOW,
    rules: { zone: ROME, leading },
  }).state;
  for (const size of sizes) {
    const incoming = queue.splice(0, size);
    const applied = applyEvents({
      stored: [...stored],
      incoming,
      isOrderKnown: true,
      now: START,
      rules: { zone: ROME, leading },
    });
    for (const { event, verdict, triggers } of applied.results) {
      verdicts.push(verdict.why);
      keys.push(...triggers.map(({ key }) => key));
      if (verdict.why !== 'duplicate') stored.push(event);
    }
    state = applied.state;
  }
  return { state, keys, verdicts, stored };
}

test('any order of arrival, in any batches and with repetitions, ends as the events sorted by time', () => {
  fc.assert(
    fc.property(anyLife, ({ events, order, sizes }) => {
      const { state, keys, verdicts } = applyInBatches(order, sizes);
      const expected = naiveShipment(
        events.map((event) => ({ ...event, happenedAt: Math.min(event.happenedAt, event.receivedAt) })),
      );
      const { hold, expectedAt: _, ...rest } = state;
      expect({ ...rest, stay: hold && { episode: hold.episode, since: hold.since } }).toEqual(expected);
      expect(verdicts.filter((why) => why === 'duplicate')).toHaveLength(order.length - events.length);
      expect(new Set(keys).size).toBe(keys.length);
    }),
    { numRuns: 2_000 },
  );
});

test(`${PERMUTATIONS} permutations of one long life end alike`, () => {
  const sources = ['qapla', 'shopify', 'aftership', 'sendcloud', 'shippypro'] as const;
  const life = [
    ['announced', 0],
    ['in_transit', 10],
    ['out_for_delivery', 24],
    ['attempt_failed', 27],
    ['out_for_delivery', 48],
    ['attempt_failed', 51],
    ['held', 53],
    ['in_transit', 120],
    ['out_for_delivery', 144],
    ['attempt_failed', 147],
    ['held', 150],
    ['returning', 250],
    ['returned', 300],
  ] as const;
  const events = life.flatMap(([state, hours], step) =>
    sources.map((source, i) =>
      shipmentEvent(state, hours, { source, happenedAt: START + hours * HOUR_MS + ((i + step) % 5) * 3 * MINUTE_MS }),
    ),
  );
  const everyBatch = [...Array(40).keys()].map((n) => (n % 3) + 1);
  fc.assert(
    fc.property(fc.shuffledSubarray(events, { minLength: events.length }), (order) => {
      expect(applyInBatches(order, everyBatch).state).toEqual({
        state: 'returned',
        stateAt: START + 300 * HOUR_MS,
        attempts: 3,
        hold: null,
        delayed: false,
        problem: false,
        disputed: false,
        expectedAt: null,
      });
    }),
    { numRuns: PERMUTATIONS },
  );
});

test('events that come in the order in which they happened start a flow for each state that they enter', () => {
  fc.assert(
    fc.property(anyLife, ({ events }) => {
      const inOrder = events
        .filter(({ happenedAt, receivedAt }) => happenedAt === receivedAt)
        .toSorted((a, b) => a.happenedAt - b.happenedAt);
      const first = inOrder[0];
      if (first?.state == null || first.state === 'announced' || first.state === 'cancelled') return;
      const { keys } = applyInBatches(inOrder, Array(9).fill(1));
      expect(keys.some((key) => key.startsWith(`${first.state}`))).toBe(first.state !== 'delivered');
    }),
  );
});

test('with a leading source too, any order of arrival ends alike', () => {
  fc.assert(
    fc.property(anyLife, ({ events, order, sizes }) => {
      const { state } = applyInBatches(order, sizes, 'qapla');
      expect(state).toEqual(applyInBatches(events, [100], 'qapla').state);
    }),
    { numRuns: 500 },
  );
});
