import { describe, expect, test } from 'vitest';
import { renderLiquid } from '../../../src/domain/liquid/render';

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
  const rendered = renderLiquid(template, scope, env);
  return rendered.ok ? rendered.text.replaceAll('\u00a0', ' ') : rendered.code;
};

test.each([
  ['{{ "2026-12-07T22:59:00.000Z" | working_days_before: 2 }}', '2026-12-03T22:59:00.000Z'],
  ['{{ now | working_days_before: 1 }}', '2026-03-27T00:59:00.000Z'],
  ['{{ "2026-12-07" | working_days_before: 500 }}', '2026-10-25T23:00:00.000Z'],
  ['{{ nothing | working_days_before: 2 }}', ''],
  ['{{ text | working_days_before: 2 }}', 'Città di Castello'],
  ['{{ "2026-12-07" | working_days_before: "x" }}', '2026-12-07'],
])('%s is %s', (template, expected) => {
  expect(text(template)).toBe(expected);
});

describe('money', () => {
  test.each([
    ['{{ "59.90" | money }}', '59,90 €'],
    ['{{ 59.9 | money }}', '59,90 €'],
    ['{{ 0 | money }}', '0,00 €'],
    ['{{ "-7.5" | money }}', '-7,50 €'],
    ['{{ order.total | money }}', '1.234.567,50 €'],
    ['{{ order.total | money: "JPY" }}', '1.234.568 JPY'],
    ['{{ "59,90" | money }}', '59,90 €'],
    ['{{ "1.234,50" | money }}', '1234,50 €'],
    ['{{ "1,234.50" | money }}', '1234,50 €'],
    ['{{ "1234.567" | money }}', '1234,57 €'],
    ['{{ 1.234 | money }}', '1,23 €'],
    ['{{ "1.234" | money: "KWD" }}', '1,234 KWD'],
    ['{{ "1.005" | times: 1 | money }}', '1,01 €'],
    ['{{ "12345678901234567.89" | money }}', '12.345.678.901.234.567,89 €'],
    ['{{ "1" | divided_by: 3 | money }}', '0,33 €'],
    ...[
      '"abc"',
      'nothing',
      'order.items',
      'order',
      '""',
      '" "',
      '"0x10"',
      'true',
      '"1.234"',
      '"1,234"',
      '"59,90 €"',
    ].map((none) => [`{{ ${none} | money }}`, 'not_an_amount']),
  ])('%s is %s', (template, expected) => {
    expect(text(template)).toBe(expected);
  });

  test('follows the account', () => {
    expect(text('{{ "1234.5" | money }}', { ...italian, locale: 'en-US', currency: 'USD' })).toBe('$1,234.50');
  });
});

describe('the currency of money', () => {
  const orders = {
    chf: {
      currency: 'CHF',
      total: '59.90',
      fee: '59.90',
      items: [{ unit_price: '10.00' }, { unit_price: '20.50' }],
      presentment_money: { amount: '61.20', currency_code: 'USD' },
    },
    points: { currency: 'punti', total: 10 },
    unknown: { currency: 'XYZ', total: '59.90' },
    lower: { currency: ' jpy ', total: '5990' },
    none: { currency: null, total: '1234.5' },
    blank_code: { currency: '', total: '59.90' },
    odd: { currency: { code: 'CHF' }, total: '59.90' },
    silent: { total: '59.90' },
    jpy: { currency: 'JPY', total: '5990.00' },
    kwd: { currency: 'KWD', total: '1.234' },
  };
  const shown = (template: string) => {
    const rendered = renderLiquid(template, { ...orders, variables: { total: '7' }, currency: { total: 3 } }, italian);
    return rendered.ok ? rendered.text.replaceAll('\u00a0', ' ') : rendered.code;
  };

  test.each([
    ['{{ chf.total | money }}', '59,90 CHF'],
    ['{{ chf["total"] | money }}', '59,90 CHF'],
    ['{{ chf.total | minus: 9.9 | money }}', '50,00 CHF'],
    ['{{ chf.total | plus: jpy.total | money }}', '6049,90 CHF'],
    ['{{ chf.presentment_money.amount | money }}', '61,20 USD'],
    ['{% for i in chf.items %}{{ i.unit_price | money }} {% endfor %}', '10,00 CHF 20,50 CHF '],
    ['{{ chf.items[0].unit_price | money }}', '10,00 CHF'],
    ['{{ chf.items | map: "unit_price" | sum | money }}', '30,50 CHF'],
    ['{{ chf.items | sum: "unit_price" | money }}', '30,50 CHF'],
    ['{{ chf.items.first.unit_price | money }}', '10,00 CHF'],
    ['{% assign t = chf.total %}{{ t | money }}', '59,90 CHF'],
    ['{% assign t = chf.total | times: 2 %}{% assign u = t %}{{ u | money }}', '119,80 CHF'],
    ['{% assign o = chf %}{{ o.total | money }}', '59,90 CHF'],
    ['{% assign rows = chf.items %}{% for i in rows %}{{ i.unit_price | money }}{% break %}{% endfor %}', '10,00 CHF'],
    ['{% capture t %} {{ chf.total }} {% endcapture %}{{ t | money }}', '59,90 CHF'],
    ['{% assign t = chf.total %}{% assign t = variables.total %}{{ t | money }}', '7,00 €'],
    ['{% if chf.total %}{{ silent.total | money }}{% endif %}', '59,90 €'],
    ['{{ chf.total }} {{ variables.total | money }}', '59.90 7,00 €'],
    ['{{ unknown.total | money }}', '59,90 XYZ'],
    ['{{ points.total | money }}', '10,00 punti'],
    ['{{ lower.total | money }}', '5990 JPY'],
    ['{{ jpy.total | money }}', '5990 JPY'],
    ['{{ kwd.total | money }}', '1,234 KWD'],
    ['{{ none.total | money }}', '1234,50'],
    ['{{ blank_code.total | money }}', '59,90'],
    ['{{ odd.total | money }}', '59,90'],
    ['{{ silent.total | money }}', '59,90 €'],
    ['{{ currency.total | money }}', '3,00 €'],
    ['{{ silent.total | money: chf.currency }}', '59,90 CHF'],
    ['{{ chf.total | money: "USD" }}', '59,90 USD'],
    ['{{ chf.total | money: none.currency }}', '59,90'],
    ['{{ silent.total | money: silent.currency }}', '59,90'],
    ['{{ silent.total | money: "<b>" }}', '59,90'],
  ])('%s is %s', (template, expected) => expect(shown(template)).toBe(expected));
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

  test('uses the time zone of each account', () => {
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
