import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextOpening, type SendWindow } from '../../../src/domain/flows/engine/send-window';
import { formatInstant } from '../../../src/shared/time/time-zone';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const ROME = 'Europe/Rome';
const NEW_YORK = 'America/New_York';
const QUARTER = 900_000;

/** An independent implementation, with Intl only: returns whether the window is open. */
function isOpen(window: SendWindow, ms: number, timeZone: string): boolean {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  const part = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  const clock = `${part.hour}:${part.minute}`;
  return window.days.some((day) => day === part.weekday?.toLowerCase()) && clock >= window.from && clock < window.to;
}

test.each<[string, string, SendWindow, string, string]>([
  [
    'the night before Rome goes to summer time',
    ROME,
    { days: [...DAYS], from: '09:00', to: '20:00' },
    '2027-03-27T21:00:00+01:00',
    '2027-03-28T09:00:00.000+02:00',
  ],
  [
    'the night before Rome goes back',
    ROME,
    { days: [...DAYS], from: '09:00', to: '20:00' },
    '2027-10-30T21:00:00+02:00',
    '2027-10-31T09:00:00.000+01:00',
  ],
  [
    'a Saturday night with no Sundays',
    ROME,
    { days: ['mon', 'sat'], from: '09:00', to: '20:00' },
    '2027-03-27T20:00:00+01:00',
    '2027-03-29T09:00:00.000+02:00',
  ],
  [
    'the night before New York goes to summer time',
    NEW_YORK,
    { days: [...DAYS], from: '08:30', to: '21:00' },
    '2027-03-13T23:00:00-05:00',
    '2027-03-14T08:30:00.000-04:00',
  ],
  [
    'the night before New York goes back',
    NEW_YORK,
    { days: [...DAYS], from: '08:30', to: '21:00' },
    '2027-11-06T23:00:00-04:00',
    '2027-11-07T08:30:00.000-05:00',
  ],
  [
    'a window in the hour that spring skips',
    ROME,
    { days: ['sun'], from: '02:00', to: '02:45' },
    '2027-03-27T12:00:00+01:00',
    '2027-04-04T02:00:00.000+02:00',
  ],
  [
    'the last minute of a window',
    ROME,
    { days: [...DAYS], from: '09:00', to: '20:00' },
    '2027-10-31T19:59:59+01:00',
    '2027-10-31T19:59:59.000+01:00',
  ],
])('%s', (_, zone, window, now, opens) => {
  expect(formatInstant(nextOpening(window, Date.parse(now), zone), zone)).toBe(opens);
});

test('a message is sent at the first opening of the window in any time zone', () => {
  const clock = fc.integer({ min: 4 * 4, max: 24 * 4 - 1 });
  const windows = fc
    .tuple(fc.subarray([...DAYS], { minLength: 1 }), clock, clock)
    .filter(([, from, to]) => from < to)
    .map(([days, from, to]): SendWindow => {
      const text = (quarters: number) =>
        `${String(Math.floor(quarters / 4)).padStart(2, '0')}:${String((quarters % 4) * 15).padStart(2, '0')}`;
      return { days, from: text(from), to: text(to) };
    });
  // Around both changes of the clock of every zone.
  const now = fc.oneof(
    fc.integer({ min: Date.UTC(2027, 2, 5), max: Date.UTC(2027, 3, 10) }),
    fc.integer({ min: Date.UTC(2027, 9, 25), max: Date.UTC(2027, 10, 10) }),
  );
  const zone = fc.constantFrom(ROME, NEW_YORK, 'Australia/Lord_Howe', 'Africa/Cairo', 'UTC');
  fc.assert(
    fc.property(windows, now, zone, (window, from, timeZone) => {
      const opens = nextOpening(window, from, timeZone);
      expect(opens).toBeGreaterThanOrEqual(from);
      expect(isOpen(window, opens, timeZone)).toBe(true);
      for (let at = Math.ceil(from / QUARTER) * QUARTER; at < opens; at += QUARTER) {
        if (isOpen(window, at, timeZone)) throw new Error(`it was open at ${formatInstant(at, timeZone)}`);
      }
    }),
    { numRuns: 60, seed: 20261125 },
  );
});
