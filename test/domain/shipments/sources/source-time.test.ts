import { describe, expect, test } from 'vitest';
import {
  readSourceTime,
  readUnixTime,
  timeOfSingle,
  timesOfList,
} from '../../../../src/domain/shipments/sources/source-time';
import type { ShipmentStatus } from '../../../../src/shared/orders/shipment-states';

const iso = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString());

describe('a time as a source writes it', () => {
  test.each([
    ['2026-11-27 12:40:00', '2026-11-27T11:40:00.000Z', 'minute'],
    ['2026-07-27 12:40', '2026-07-27T10:40:00.000Z', 'minute'],
    ['2026-11-26T11:05:00', '2026-11-26T10:05:00.000Z', 'minute'],
    ['2026-11-26T11:05:00+01:00', '2026-11-26T10:05:00.000Z', 'minute'],
    ['2026-11-26T10:05:00Z', '2026-11-26T10:05:00.000Z', 'minute'],
    // The night in which the clocks go back: the first of the two.
    ['2026-10-25 01:59:00', '2026-10-24T23:59:00.000Z', 'minute'],
    ['2026-10-25 02:30:00', '2026-10-25T00:30:00.000Z', 'minute'],
    ['2026-10-25 03:00:00', '2026-10-25T02:00:00.000Z', 'minute'],
    // The night in which they go forward: the end of the gap.
    ['2026-03-29 01:59:00', '2026-03-29T00:59:00.000Z', 'minute'],
    ['2026-03-29 02:30:00', '2026-03-29T01:00:00.000Z', 'minute'],
    ['2026-03-29 03:00:00', '2026-03-29T01:00:00.000Z', 'minute'],
    ['2026-11-27', '2026-11-26T23:00:00.000Z', 'day'],
    ['2026-07-27', '2026-07-26T22:00:00.000Z', 'day'],
  ])('%s is %s', (text, expected, precision) => {
    const time = readSourceTime(text);
    expect([iso(time?.happenedAt), time?.precision]).toEqual([expected, precision]);
  });

  test.each([null, '', 'ieri', '27/11/2026', '2026-02-30 10:00:00', '0000-00-00 00:00:00', '1900-01-01'])(
    '%s is no time',
    (text) => {
      expect(readSourceTime(text)).toBeNull();
    },
  );

  test('unix times are seconds or milliseconds', () => {
    const time = { happenedAt: 1_795_687_500_000, precision: 'minute' };
    expect([readUnixTime(1_795_687_500), readUnixTime(1_795_687_500_000)]).toEqual([time, time]);
    expect([readUnixTime(0), readUnixTime(-5), readUnixTime(null)]).toEqual([null, null, null]);
  });
});

describe('an event of which only the day is known', () => {
  const day = readSourceTime('2026-10-25');

  test.each([
    ['in_transit', '2026-10-24T22:00:00.000Z'],
    ['attempt_failed', '2026-10-24T22:00:00.000Z'],
    ['held', '2026-10-25T22:59:00.000Z'],
    ['returned', '2026-10-25T22:59:00.000Z'],
    ['delivered', '2026-10-25T22:59:00.000Z'],
    [null, '2026-10-24T22:00:00.000Z'],
  ] as const)('«%s» alone is at %s', (state, expected) => {
    const placed = timeOfSingle(day, state, 0);
    expect([iso(placed.happenedAt), placed.precision]).toEqual([expected, 'day']);
  });

  test('an event without any time happened when it came', () => {
    expect(timeOfSingle(null, 'held', 77)).toEqual({ happenedAt: 77, precision: 'minute' });
  });

  /** Entries as `time state`, oldest first. */
  const placed = (...entries: [string | null, ShipmentStatus][]) =>
    timesOfList(
      entries.map(([text, state]) => ({ time: readSourceTime(text), state })),
      Date.UTC(2026, 11, 5),
    ).map(({ happenedAt }) => iso(happenedAt)?.slice(5, 16));

  test('in a list it takes its place from its neighbours of the same day', () => {
    expect(
      placed(
        ['2026-11-24 10:00', 'in_transit'],
        ['2026-11-26', 'out_for_delivery'],
        ['2026-11-26 11:05', 'attempt_failed'],
        ['2026-11-26', 'in_transit'],
        ['2026-11-27', 'delivered'],
        ['2026-11-27 09:00', 'returning'],
      ),
    ).toEqual(['11-24T09:00', '11-25T23:00', '11-26T10:05', '11-26T10:05', '11-27T08:00', '11-27T08:00']);
  });

  test('an entry without any time is as old as the next that has one, else as the one before', () => {
    expect(placed([null, 'announced'], ['2026-11-26 11:05', 'in_transit'], [null, 'delivered'])).toEqual([
      '11-26T10:05',
      '11-26T10:05',
      '11-26T10:05',
    ]);
    expect(placed([null, 'announced'])).toEqual(['12-05T00:00']);
  });
});
