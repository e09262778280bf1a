import { expect, test } from 'vitest';
import { compileLiquid } from '../../../src/domain/liquid/compile';
import { renderLiquid } from '../../../src/domain/liquid/render';
import type { JsonObject } from '../../../src/shared/json/json';

const env = { locale: 'it-IT', zone: 'Europe/Rome', currency: 'EUR' };
const scope: JsonObject = {
  long: 'a'.repeat(60_000),
  sought: `${'a'.repeat(20_000)}b${'a'.repeat(20_000)}`,
  object: Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, i])),
  key: { ['k'.repeat(30_000)]: 1 },
  list: Array.from({ length: 5_000 }, (_, n) => ({ n, text: 'x'.repeat(40) })),
  now: '2026-07-01T07:30:00.000Z',
};
const loop = (body: string) => `{% for i in (1..999) %}${body}{% endfor %}`;
const list = (item: string, times: number) => Array(times).fill(item).join(',');
const path = `{% assign p = 'a.' %}${'{% assign p = p | append: p %}'.repeat(11)}`;

/** Templates within the limits of nodes and iterations that took up to a minute or 100 MB before values were limited too. */
const TOO_MUCH = {
  'three thousand terms a round': loop(`{% if ${Array(3_000).fill('a').join(' or ')} %}{% endif %}`),
  'three thousand filters a round': loop(`{{ i${'|abs'.repeat(3_000)} }}`),
  'seven thousand members deep a round': loop(`{{ ${'a.'.repeat(7_000)}a }}`),
  'five thousand whens a round': loop(`{% case 0 %}{% when ${list('1', 5_000)} %}{% endcase %}`),
  'eight thousand values side by side': loop(`{{ ${'1 '.repeat(7_000)} }}`),
  'a long list searched in each round': loop('{% if list contains 0 %}{% endif %}'),
  'a long list compared in each round': loop('{% if list == list %}{% endif %}'),
  'a long list compared with many': loop(`{% case list %}{% when ${list('list', 500)} %}{% endcase %}`),
  'a large object compared with empty': loop('{% if object == empty %}{% endif %}'),
  'a large object counted': loop('{{ object.size }}'),
  'a large object looped over': loop('{% for pair in object %}{% break %}{% endfor %}'),
  'a long list turned round': loop('{% for each in list reversed %}{% break %}{% endfor %}'),
  'a text sought that almost fits everywhere': loop('{% if long contains sought %}{% endif %}'),
  'a text split where it almost fits': loop('{{ long | split: sought | size }}'),
  'a text replaced where it almost fits': loop("{{ long | replace: sought, '' | size }}"),
  'a text removed where it almost fits': loop('{{ long | remove_first: sought | size }}'),
  'a text encoded three hundred times': `{% assign s = '%%%%' %}${'{% assign s = s | append: s %}'.repeat(12)}{{ s${'| url_encode '.repeat(300)}| size }}`,
  'a sum in each round': loop("{% assign x = list | sum: 'n' %}"),
  'a slice far into a text': loop('{{ long | slice: 59000, 0 }}'.repeat(9)),
  'a path of two thousand members through a list': `${path}{{ list | map: p | size }}`,
  'a path of two thousand members in a where': `${path}{% assign p = p | append: 'a' %}{{ list | where: p | size }}`,
  'a path of two thousand members in a sort': `${path}{% assign s = list | sort: p %}`,
  'a date of seven thousand months': `{{ now | date: '${'%B'.repeat(7_000)}' }}`,
  'dates of a hundred months': loop(`{% assign x = now | date: '${'%B'.repeat(100)}' %}`.repeat(4)),
  'a member name written a thousand times': `{% assign l = key | concat: key %}${'{% assign l = l | concat: l %}'.repeat(8)}{{ l | json | size }}`,
  'a long text a thousand times in a list': `{% assign l = long | concat: long %}${'{% assign l = l | concat: l %}'.repeat(8)}{{ l }}`,
  'such a list as an argument': `{% assign l = long | concat: long %}{{ '' | append: l | size }}`,
  'a list of over a thousand': `{% assign l = (1..600) %}{% assign l = l | concat: l %}`,
  'JSON in each round': loop('{% capture x %}{{ list | json }}{% endcapture %}'),
  'JSON written in each round': loop('{% capture x %}{{ list }}{% endcapture %}'),
};

test.each(Object.entries(TOO_MUCH))('%s is stopped', (_, template) => {
  const rendered = renderLiquid(template, scope, env);
  expect(rendered.ok ? rendered.text.slice(0, 50) : rendered.code).toBe('template_limit');
});

test('a template of a usual size stays within its limits', () => {
  const body = '{% if list[i].n > 5 %}{{ i }}: {{ list[i].text | truncate: 20 }}, {{ list[i].n | money }}{% endif %}';
  expect(renderLiquid(`{% for i in (1..500) %}${body}{% endfor %}`, scope, env)).toMatchObject({ ok: true });
});

test('fifty values in each of 998 rounds are allowed, fifty-one are not', () => {
  const rounds = (filters: number) =>
    renderLiquid(`{% for i in (1..998) %}{{ 1${' | abs'.repeat(filters)} }}{% endfor %}`, scope, env);
  expect(rounds(48)).toEqual({ ok: true, text: '1'.repeat(998) });
  expect(rounds(49)).toMatchObject({ ok: false, code: 'template_limit' });
});

test.each([
  ['ends in a comment', `{% comment %}${'{% endif %}'.repeat(300)}{% endcomment %}`, '{% if 1 %}'],
  ['ends in a text', '{{"{%end%}"}}'.repeat(300), '{% if 1 %}'],
  ['a blank that is no blank', '', '{%\u180eif 1 %}'],
])('nesting is counted however it is hidden: %s', (_, before, tag) => {
  const template = (depth: number) => `${before}${tag.repeat(depth)}${'{%endif%}'.repeat(depth)}`;
  expect(compileLiquid(template(16))).toMatchObject({ ok: true });
  expect(compileLiquid(template(17))).toMatchObject({ code: 'template_limit' });
  expect(compileLiquid(template(300))).toMatchObject({ code: 'template_limit' });
});

test.each([
  [
    '{% for i in (1..2) %}{{ forloop.constructor }}{{ forloop.__proto__ }}{{ forloop.next }}{{ forloop.index }}{% endfor %}',
    '12',
  ],
  [
    '{% for i in (1..2) %}{{ forloop.first }}{{ forloop.last }}{{ forloop.rindex }}{{ forloop.length }}{% endfor %}',
    'truefalse22falsetrue12',
  ],
  ['{{ empty.constructor }}{{ nil.valueOf }}{{ blank.equals }}', ''],
  ['{% for i in (1..missing) %}x{% endfor %}ok', 'ok'],
])('%s calls no method', (template, text) => {
  expect(renderLiquid(template, scope, env)).toEqual({ ok: true, text });
});
