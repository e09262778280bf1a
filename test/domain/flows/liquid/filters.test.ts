import { describe, expect, test } from 'vitest';
import { renderTemplate } from '../../../../src/domain/flows/liquid/render';

const italian = { locale: 'it-IT', zone: 'Europe/Rome', currency: 'EUR' };
const scope = {
  order: {
    total: '1234567.5',
    items: [
      { name: 'Tè', n: 2 },
      { name: 'Caffè', n: 1 },
    ],
    phone: '02 1234567',
  },
  now: '2026-03-29T00:59:59.000Z',
  text: 'Città di Castello',
  nothing: null,
};
const text = (template: string, env = italian) => {
  const rendered = renderTemplate(template, scope, env);
  return rendered.ok ? rendered.text.replaceAll('\u00a0', ' ') : rendered.code;
};

describe('money', () => {
  test.each([
    ['{{ "59.90" | money }}', '59,90 €'],
    ['{{ 59.9 | money }}', '59,90 €'],
    ['{{ 0 | money }}', '0,00 €'],
    ['{{ "-7.5" | money }}', '-7,50 €'],
    ['{{ order.total | money }}', '1.234.567,50 €'],
    ['{{ order.total | money: "JPY" }}', '1.234.568 JPY'],
    ['{{ "abc" | money }}', ''],
    ['{{ nothing | money }}', ''],
    ['{{ order.items | money }}', ''],
    ['{{ 1 | money: "euro" }}', '1,00 €'],
  ])('%s is %s', (template, expected) => {
    expect(text(template)).toBe(expected);
  });

  test('follows the account', () => {
    expect(text('{{ "1234.5" | money }}', { ...italian, locale: 'en-US', currency: 'USD' })).toBe('$1,234.50');
  });
});

describe('date', () => {
  test.each([
    ['{{ now | date: "%Y-%m-%d %H:%M:%S" }}', '2026-03-29 01:59:59'],
    ['{{ "2026-03-29T01:00:00Z" | date: "%H:%M" }}', '03:00'],
    ['{{ "2026-10-25T00:30:00Z" | date: "%H:%M" }}', '02:30'],
    ['{{ "2026-10-25T01:30:00Z" | date: "%H:%M" }}', '02:30'],
    ['{{ "2026-12-31T23:30:00Z" | date: "%d/%m/%y" }}', '01/01/27'],
    ['{{ "2026-01-05T10:05:00+05:00" | date: "%-d/%-m %-H:%M" }}', '5/1 6:05'],
    ['{{ now | date }}', '29/03/2026 01:59'],
    ['{{ "domani" | date: "%Y" }}', 'domani'],
    ['{{ nothing | date: "%Y" }}', ''],
    ['{{ now | date: "100%%" }}', '100%'],
  ])('%s is %s', (template, expected) => {
    expect(text(template)).toBe(expected);
  });

  test('shows the clock of another account in its own zone', () => {
    expect(text('{{ now | date: "%H:%M" }}', { ...italian, zone: 'America/New_York' })).toBe('20:59');
  });
});

describe('phone', () => {
  test.each([
    ['{{ order.phone | phone }}', '+39021234567'],
    ['{{ "333 1234567" | phone }}', '+393331234567'],
    ['{{ "0039 333 1234567" | phone }}', '+393331234567'],
    ['{{ "030 1234567" | phone: "DE" }}', '+49301234567'],
    ['{{ "+33 1 42 68 53 00" | phone: "DE" }}', '+33142685300'],
    ['{{ "nessuno" | phone }}', ''],
    ['{{ nothing | phone }}', ''],
  ])('%s is %s', (template, expected) => {
    expect(text(template)).toBe(expected);
  });
});

describe('the filters of Liquid itself', () => {
  test.each([
    ['{{ text | upcase }}', 'CITTÀ DI CASTELLO'],
    ['{{ text | truncate: 8 }}', 'Città...'],
    ['{{ text | truncatewords: 1 }}', 'Città...'],
    ['{{ text | split: " " | last }}', 'Castello'],
    ['{{ text | replace: "t", "T" | remove: "d" }}', 'CiTTà i CasTello'],
    ['{{ text | slice: 0, 5 | append: "!" | prepend: "¡" }}', '¡Città!'],
    ['{{ text | url_encode }}', 'Citt%C3%A0+di+Castello'],
    ['{{ order.items | map: "name" | join: ", " }}', 'Tè, Caffè'],
    ['{{ order.items | sort: "n" | first | json }}', '{"name":"Caffè","n":1}'],
    ['{{ order.items | where: "n", 2 | size }}', '1'],
    ['{{ order.items | sum: "n" | times: 2 | plus: 1 | minus: 2 | divided_by: 5 }}', '1'],
    ['{{ nothing | default: "cliente" }}', 'cliente'],
    ['{{ "" | default: "cliente" }}', 'cliente'],
    ['{{ "<b>" | escape }}', '&lt;b&gt;'],
    ['{{ 7 | modulo: 3 }}{{ 1.6 | round }}{{ 1.6 | floor }}{{ 1.2 | ceil }}', '1212'],
    ['{{ "b,a,b" | split: "," | uniq | sort | reverse | join }}', 'b a'],
  ])('%s is %s', (template, expected) => {
    expect(text(template)).toBe(expected);
  });
});
