import { expect, test } from 'vitest';
import { renderLiquid } from '../../../src/domain/liquid/render';

const italian = { locale: 'it-IT', zone: 'Europe/Rome', currency: 'EUR' };
const scope = { now: '2026-02-28T23:30:05.000Z', ms: 1_782_891_000_000 };
const text = (template: string, env = italian) => {
  const rendered = renderLiquid(template, scope, env);
  return rendered.ok ? rendered.text : rendered.code;
};

test.each([
  ['{{ now | date: "%A %-d %B %Y" }}', 'domenica 1 marzo 2026'],
  ['{{ now | date: "%a %e %b %y" }}', 'dom  1 mar 26'],
  ['{{ now | date: "%^b %_d %0e" }}', 'MAR  1 01'],
  ['{{ now | date: "%F %T %R %D" }}', '2026-03-01 00:30:05 00:30 03/01/26'],
  ['{{ now | date: "%I:%M %p %l %P %k %u %w" }}', '12:30 AM 12 am  0 7 0'],
  ['{{ "2026-07-01T12:30:00" | date: "%I:%M %p %l %P" }}', '12:30 PM 12 pm'],
  ['{{ now | date: "%s" }}', '1772321405'],
  ['{{ now | date: "%FT%T%:z %z" }}', '2026-03-01T00:30:05+01:00 +0100'],
  ['{{ "2026-07-01T00:00:00Z" | date: "%H:%M %z" }}', '02:00 +0200'],
  ['{{ now | date: "%Q %1Y % %%" }}', '%Q %1Y % %'],
  ['{{ now | date: 5 }}', '01/03/2026 00:30'],
])('%s is %s', (template, expected) => {
  expect(text(template)).toBe(expected);
});

test("every month and weekday is named in the account's language", () => {
  const months = Array.from({ length: 12 }, (_, i) => `{{ '2026-${String(i + 1).padStart(2, '0')}-15' | date: '%B' }}`);
  expect(text(months.join(' '))).toBe(
    'gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre',
  );
  const days = Array.from({ length: 7 }, (_, i) => `{{ '2026-03-0${i + 1}' | date: '%A' }}`);
  expect(text(days.join(' '), { ...italian, locale: 'en-GB' })).toBe(
    'Sunday Monday Tuesday Wednesday Thursday Friday Saturday',
  );
});

test("a time without an offset is the account's own, a large number is milliseconds", () => {
  expect(text("{{ '2026-07-01T10:00:00' | date: '%H:%M' }}")).toBe('10:00');
  expect(text("{{ '2026-07-01' | date: '%d %H:%M' }}")).toBe('01 00:00');
  expect(text("{{ ms | date: '%Y-%m-%d %H:%M' }}")).toBe('2026-07-01 09:30');
});

test.each([
  ['{{ "now" | date: "%s" | plus: 86400 | date: "%d/%m/%Y" }}', '02/03/2026'],
  ['{{ 1782891000 | date: "%F %R" }}', '2026-07-01 09:30'],
  ['{{ "1782891000" | date: "%F %R" }}', '2026-07-01 09:30'],
  ['{{ " 1782891000 " | date: "%F %R" }}', '2026-07-01 09:30'],
  ['{{ 1782891000.5 | date: "%F %T" }}', '2026-07-01 09:30:00'],
  ['{{ "1782891000000" | date: "%F %R" }}', '2026-07-01 09:30'],
  ['{{ 1782891000 | times: 1000 | date: "%F %R" }}', '2026-07-01 09:30'],
  ['{{ 0 | date: "%F %T %z" }}', '1970-01-01 01:00:00 +0100'],
  ['{{ "0" | date: "%s" }}', '0'],
  ['{{ -86400 | date: "%F %s" }}', '1969-12-31 -86400'],
  ['{{ "-86400" | date: "%F %s" }}', '1969-12-31 -86400'],
  ['{{ "2026" | date: "%F" }}', '1970-01-01'],
  ['{{ 4102444800 | date: "%Y" }}', '2100'],
  ['{{ 4102444800001 | date: "%Y" }}', '4102444800001'],
  ['{{ "99999999999999999999" | date: "%Y" }}', '99999999999999999999'],
])('%s is %s: a number or digits are seconds since 1970', (template, expected) => {
  expect(text(template)).toBe(expected);
});

test("the text 'now' is the time of the run, also in the simulator", () => {
  expect(text("{{ 'now' | date: '%Y-%m-%d' }}{{ 'today' | date: ' %H' }}")).toBe('2026-03-01 00');
});

test('a value that is not an instant is returned unchanged', () => {
  expect(
    text("{{ 'domani' | date: '%Y' }} {{ 1e30 | date: '%Y' }} {{ '2026-02-30' | date: '%Y' }} {{ true | date }}"),
  ).toMatch(/^domani .* 2026-02-30 true$/);
});
