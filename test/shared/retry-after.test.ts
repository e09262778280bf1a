import fc from 'fast-check';
import { expect, test } from 'vitest';
import { retryAfterMs } from '../../src/shared/time/retry-after';

const DAY_MS = 86_400_000;
/** Sunday, 29 November 2026, 10:00 UTC. */
const NOW = Date.UTC(2026, 10, 29, 10);

test.each<[string, number | null]>([
  ['120', 120_000],
  [' 120 ', 120_000],
  ['0', 0],
  ['2.0', 2_000],
  ['1.5', 1_500],
  ['0.0001', 1],
  ['86400', DAY_MS],
  ['86401', DAY_MS],
  ['9999999999', DAY_MS],
  ['9'.repeat(400), DAY_MS],
  ['Sun, 29 Nov 2026 10:10:00 GMT', 600_000],
  ['sun, 29 nov 2026 10:10:00 gmt', 600_000],
  ['29 Nov 2026 10:10:00 GMT', 600_000],
  ['Sunday, 29-Nov-26 10:10:00 GMT', 600_000],
  ['Sun Nov 29 10:10:00 2026', 600_000],
  ['Tue Dec  1 10:00:00 2026', DAY_MS],
  ['Mon Nov 30 09:00:00 2026', 82_800_000],
  ['2026-11-29T11:10:00+01:00', 600_000],
  ['Sun, 06 Nov 1994 08:49:37 GMT', 0],
  ['Sunday, 06-Nov-94 08:49:37 GMT', 0],
  ['Sun Nov  6 08:49:37 1994', 0],
  ['Wed, 29 Nov 2090 10:10:00 GMT', DAY_MS],
  ['60, Sun, 29 Nov 2026 10:10:00 GMT', 600_000],
  ['Sun, 29 Nov 2026 10:00:10 GMT, 60', 60_000],
  ['soon, 60', 60_000],
  ['', null],
  ['-5', null],
  ['+5', null],
  ['1e3', null],
  ['0x10', null],
  ['Infinity', null],
  ['soon', null],
  ['5 minutes', null],
  ['1-2-2027', null],
  ['Sun, 29 Foo 2026 10:10:00 GMT', null],
])('Retry-After: %j', (header, ms) => {
  expect(retryAfterMs(header, NOW)).toBe(ms);
});

test('without the header the result is null', () => {
  expect(retryAfterMs(null, NOW)).toBeNull();
});

test('every instant is parsed alike in all three formats of HTTP dates', () => {
  const instants = fc.date({ min: new Date('1990-01-01'), max: new Date('2070-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(instants, (date) => {
      const fixed = date.toUTCString();
      const [weekday = '', day = '', month = '', year = '', time = ''] = fixed.replace(',', '').split(' ');
      const formats = [
        fixed,
        `${weekday}day, ${day}-${month}-${year.slice(2)} ${time} GMT`,
        `${weekday} ${month} ${String(Number(day)).padStart(2)} ${time} ${year}`,
      ];
      const expected = Math.min(Math.max(Math.floor(date.getTime() / 1_000) * 1_000 - NOW, 0), DAY_MS);
      for (const header of formats) expect(retryAfterMs(header, NOW), header).toBe(expected);
    }),
  );
});

test('any header gives a wait of 0 to 24 hours, or none', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 0, max: 4e12 }), (header, now) => {
      const ms = retryAfterMs(header, now) ?? 0;
      expect(Number.isInteger(ms) && ms >= 0 && ms <= DAY_MS).toBe(true);
    }),
  );
});
