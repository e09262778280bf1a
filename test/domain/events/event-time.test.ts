import { expect, test } from 'vitest';
import { eventTime } from '../../../src/domain/events/event-time';

const RECEIVED = Date.UTC(2026, 6, 1, 12);
const END_OF = (iso: string): number => Date.parse(iso) + 999;

test.each<[string, unknown, number]>([
  ['the end of its second', '1782900000', END_OF('2026-07-01T10:00:00Z')],
  ['the same for a number', 1_782_900_000, END_OF('2026-07-01T10:00:00Z')],
  ['the end of its second, with a fraction', '1782900000.7', END_OF('2026-07-01T10:00:00Z')],
  ['never after the receipt', String(RECEIVED / 1_000), RECEIVED],
  ['never after the receipt, if the clock of Meta is ahead', String(RECEIVED / 1_000 + 60), RECEIVED],
  ['the first second of 2009', '1230768000', END_OF('2009-01-01T00:00:00Z')],
  ['the receipt for an instant before WhatsApp', '1230767998', RECEIVED],
  ['the receipt for milliseconds', '1782900000000', RECEIVED],
  ['the receipt for 0', '0', RECEIVED],
  ['the receipt for an empty text', '', RECEIVED],
  ['the receipt for a text', 'yesterday', RECEIVED],
  ['the receipt for a date', '2026-07-01T10:00:00Z', RECEIVED],
  ['the receipt for null', null, RECEIVED],
  ['the receipt for a missing timestamp', undefined, RECEIVED],
  ['the receipt for an object', {}, RECEIVED],
])('the time of an event is %s', (_, timestamp, time) => {
  expect(eventTime(timestamp, RECEIVED)).toBe(time);
});
