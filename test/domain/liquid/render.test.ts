import { describe, expect, test } from 'vitest';
import { evaluateCondition } from '../../../src/domain/liquid/condition';
import { renderLiquid } from '../../../src/domain/liquid/render';

const env = { locale: 'it-IT', zone: 'Europe/Rome', currency: 'EUR' };
const scope = {
  order: { total: '59.90', customer: { first_name: 'Ada' }, phone: '333 123 4567', items: [{ n: 1 }, { n: 2 }] },
  now: '2026-07-01T07:30:00.000Z',
};
const render = (text: string) => renderLiquid(text, scope, env);
const text = (template: string) => {
  const rendered = render(template);
  return rendered.ok ? rendered.text : rendered.code;
};

test('a text with variables, shop filters and loops is rendered', () => {
  expect(text('Ciao {{ order.customer.first_name }}')).toBe('Ciao Ada');
  expect(text('{{ order.total | money }}')).toBe('59,90\u00a0€');
  expect(text('{{ order.total | money: "USD" }}')).toBe('59,90\u00a0USD');
  expect(text('{{ now | date: "%d/%m %H:%M" }}')).toBe('01/07 09:30');
  expect(text('{{ order.phone | phone }}')).toBe('+393331234567');
  expect(text('{% for i in order.items %}{{ i.n }},{% endfor %}')).toBe('1,2,');
  expect(text('{{ order.nothing.at.all }}!')).toBe('!');
});

test('a condition compares decimal strings as numbers', () => {
  const value = (condition: string) => {
    const evaluated = evaluateCondition(condition, scope, env);
    return evaluated.ok ? evaluated.value : evaluated.code;
  };
  expect(value('order.total > 50')).toBe(true);
  expect(value('order.total > 500')).toBe(false);
  expect(value("order.customer.first_name == 'Ada' and order.total < 100")).toBe(true);
  expect(value('true %}x{% if true')).toBe('template_syntax');
  expect(value('')).toBe('template_syntax');
});

const HOSTILE: [string, string][] = [
  ['{% for i in (1..100000000) %}x{% endfor %}', 'template_limit'],
  ['{% for i in (1..1001) %}{% endfor %}', 'template_limit'],
  ['{% for i in (1..999) %}{% for j in (1..999) %}{% endfor %}{% endfor %}', 'template_limit'],
  [
    `{% assign s = 'xxxxxxxxxx' %}{% for i in (1..99) %}{% assign s = s | append: s %}{% endfor %}{{ s }}`,
    'template_limit',
  ],
  [`{% capture s %}${'x'.repeat(9000)}{% endcapture %}{{s}}{{s}}{{s}}{{s}}{{s}}{{s}}{{s}}{{s}}`, 'template_limit'],
  ['{% if true %}'.repeat(17) + '{% endif %}'.repeat(17), 'template_limit'],
  ['x'.repeat(16_385), 'template_limit'],
  ["{% include 'x' %}", 'template_syntax'],
  ["{% render 'x' %}", 'template_syntax'],
  ["{% layout 'x' %}", 'template_syntax'],
  ['{% tablerow i in (1..9) %}{% endtablerow %}', 'template_syntax'],
  ['{% raw %}{% endraw %}', 'template_syntax'],
  ['{% increment x %}', 'template_syntax'],
  ['{% cycle 1, 2 %}', 'template_syntax'],
  ['{% liquid echo 1 %}', 'template_syntax'],
  ['{% echo 1 %}', 'template_syntax'],
  ['{% if true %}', 'template_syntax'],
  ['{{ 1 | nosuch }}', 'template_syntax'],
  ["{{ 'a' | replace_regex: 'a' }}", 'template_syntax'],
  [`{{ ${'a['.repeat(5000)} }}`, 'template_syntax'],
  [`{% assign a = (1..999999) | join: ',' %}`, 'template_limit'],
  [`{{ '${'x'.repeat(9_000)}' | split: '' | join: '${'y'.repeat(6_000)}' }}`, 'template_limit'],
];

test.each(['x'.repeat(16_385), '€'.repeat(5_462)])('a text without Liquid is limited to 16 KiB too (%#)', (long) => {
  expect(text(long)).toBe('template_limit');
  expect(text(long.slice(1))).toBe(long.slice(1));
});

describe('a hostile template is refused or stopped', () => {
  test.each(HOSTILE)('%s', (template, code) => {
    const rendered = renderLiquid(`{{ 1 }}${template}`, scope, env);
    expect(rendered.ok ? rendered.text.slice(0, 50) : rendered.code).toBe(code);
  });

  test.each([
    '{{ order.constructor }}',
    '{{ order.__proto__.x }}',
    "{{ order['constructor']['constructor'] }}",
    '{{ constructor }}',
    '{{ order.items.constructor.prototype }}',
    '{{ order.total.constructor }}',
    '{{ order.toString }}',
    '{{ order.items.map }}',
  ])('%s reads nothing', (template) => {
    expect(text(template)).toBe('');
  });
});
