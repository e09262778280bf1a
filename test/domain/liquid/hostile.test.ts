import { expect, test } from 'vitest';
import { renderLiquid } from '../../../src/domain/liquid/render';

const env = { locale: 'it-IT', zone: 'Europe/Rome', currency: 'EUR' };
const scope = { order: { total: '59.90', items: [{ n: 1 }, { n: 2 }] }, word: 'ciao', now: '2026-07-01T07:30:00.000Z' };
const outcome = (template: string): string => {
  const rendered = renderLiquid(template, scope, env);
  return rendered.ok ? `renders ${rendered.text}` : rendered.code;
};
/** Returns Liquid that assigns to `s` the text `seed`, doubled this many times. */
const doubled = (times: number, seed = 'aaaa') =>
  `{% assign s = '${seed}' %}${'{% assign s = s | append: s %}'.repeat(times)}`;
const loop = (body: string, rounds = 999) => `{% for i in (1..${rounds}) %}${body}{% endfor %}`;

const TOO_MUCH = {
  'a range of a hundred million': '{{ (1..100000000) | size }}',
  'a range from far below zero': '{{ (-100000000..0) | size }}',
  'a range up to a number in a text': "{{ (1..'99999999999') | size }}",
  'a range up to a product': '{% assign n = 100000 | times: 100000 %}{% for i in (1..n) %}{% break %}{% endfor %}',
  'a range that an assign keeps': '{% assign r = (1..99999999) %}',
  'a range looked into': '{% if (1..99999999) contains 3 %}{% endif %}',
  'a range as a case': '{% case (1..99999999) %}{% when 1 %}{% endcase %}',
  'a range with a small limit': '{% for i in (1..99999999) limit: 1 %}{% endfor %}',
  'one round too many': loop('', 1001),
  'two loops that multiply': loop(loop('')),
  'three small loops that multiply': loop(loop(loop('', 11), 11), 11),
  'two loops one after the other': loop('', 600) + loop('', 600),
  'a loop in a capture': `{% capture c %}${loop('', 1001)}{% endcapture %}`,
  'a loop in a branch': `{% if true %}${loop(loop('', 40), 40)}{% endif %}`,
  'a loop that continues every round': loop(loop('{% continue %}', 40), 40),
  'a loop over a long list of letters': `${doubled(10)}{% assign l = s | split: '' %}{% for c in l %}{{ c }}{% endfor %}`,
  'ten thousand nodes': loop('{{ i }}'.repeat(11)),
  'ten thousand silent nodes': loop('{% assign x = i %}'.repeat(11)),
  'ten thousand conditions': loop('{% if x %}{% endif %}'.repeat(11)),
  'a text doubled in a loop': `{% assign s = 'ab' %}${loop('{% assign s = s | append: s %}', 60)}`,
  'a text doubled forwards and backwards': `{% assign s = 'ab' %}${loop('{% assign s = s | append: s | prepend: s %}', 60)}`,
  'a text doubled by capture': `{% assign s = 'ab' %}${loop('{% capture s %}{{ s }}{{ s }}{% endcapture %}', 60)}`,
  'a text doubled by replace': `{% assign s = 'ab' %}${loop("{% assign s = s | replace: 'a', s %}", 60)}`,
  'a text doubled by replacing nothing': `${doubled(11)}{{ s | replace: '', s }}`,
  'a list doubled in a loop': `{% assign l = 'a,b' | split: ',' %}${loop('{% assign l = l | concat: l %}', 60)}`,
  'a list joined by a long text': `${doubled(10)}{{ s | split: '' | join: s }}`,
  'a text written again and again': doubled(12) + loop('{{ s }}', 10),
  'a captured text over 64 KiB': `{% capture c %}${doubled(13)}{{ s }}{{ s }}{{ s }}{% endcapture %}`,
  'quotes that escape to five times their length': doubled(12, '&&&&') + loop('{{ s | escape }}', 4),
  'line breaks that become tags': `{% assign s = '\n\n\n\n' %}${'{% assign s = s | append: s %}'.repeat(13)}{{ s | newline_to_br }}`,
  'upper case of a long text again and again': doubled(13) + loop('{% assign t = s | upcase %}'),
  'a slice a thousand million long': '{{ word | slice: 0, 1000000000 }}',
  'a slice as long as a text says': "{{ word | slice: 0, '1000000000' }}",
  'dates over and over in one format': `{{ now | date: '${'%c'.repeat(7_000)}' }}`,
  'seventeen ifs': '{% if true %}'.repeat(17) + '{% endif %}'.repeat(17),
  'seventeen fors': '{% for i in order.items %}'.repeat(17) + '{% endfor %}'.repeat(17),
  'seventeen captures': '{% capture a %}'.repeat(17) + '{% endcapture %}'.repeat(17),
  'seventeen cases': '{% case 1 %}{% when 1 %}'.repeat(17) + '{% endcase %}'.repeat(17),
  'seventeen of everything': '{% if 1 %}{% unless nil %}'.repeat(9) + '{% endunless %}{% endif %}'.repeat(9),
  'more than 16 KiB in characters': `{{ 1 }}${'x'.repeat(16_378)}`,
  'more than 16 KiB in bytes': `{{ 1 }}${'😀'.repeat(4_095)}`,
};

const UNSUPPORTED_LIQUID = {
  'an include': "{% include 'a' %}",
  'a render': "{% render 'a' %}",
  'a layout': "{% layout 'a' %}",
  'a block': '{% block a %}{% endblock %}',
  'a raw that hides tags': '{% raw %}{{ 1 }}{% endraw %}',
  'an inline comment': '{% # nothing %}',
  'a decrement': '{% decrement x %}',
  'a tag named like a method': '{% constructor %}',
  'a tag named like a prototype': '{% __proto__ %}',
  'a filter named like a method': '{{ 1 | constructor }}',
  'a filter named like a prototype': '{{ 1 | __proto__ }}',
  'a filter that takes an expression': "{{ order.items | where_exp: 'i', 'i.n == 1' }}",
  'a filter that finds by an expression': "{{ order.items | find_exp: 'i', 'true' }}",
  'a filter that groups': "{{ order.items | group_by: 'n' }}",
  'a filter that shows the scope': '{{ order | inspect }}',
  'a filter that is random': '{{ order.items | sample }}',
  'a filter that hashes': '{{ word | sha256 }}',
  'a filter that is no longer raw': '{{ word | raw }}',
  'eight thousand opened outputs': '{{'.repeat(8_000),
  'eight thousand opened tags': '{%'.repeat(8_000),
  'four thousand quotes that never close': "{{ '".repeat(4_000),
  'an if that never ends': '{% if true %}',
  'a comment that never ends': '{% comment %}',
  'a capture that never ends': '{% capture a %}',
  'an end without a beginning': '{% endif %}',
  'an else without an if': '{% else %}',
  'a when without a case': '{% when 1 %}',
  'two elses': '{% if 1 %}{% else %}{% else %}{% endif %}',
  'tags that cross': '{% if 1 %}{% for i in (1..2) %}{% endif %}{% endfor %}',
  'a condition about nothing': '{% if %}{% endif %}',
  'a for about nothing': '{% for %}{% endfor %}',
  'an assign without a value': '{% assign a %}',
  'a pipe to nowhere else': '{{ 1 | }} {{ 1 | | }}',
  'a bracket that never closes': '{{ order[ }}',
};

test.each(Object.entries(TOO_MUCH))('%s is stopped', (_, template) => {
  expect(outcome(template).slice(0, 100)).toBe('template_limit');
});

test.each(Object.entries(UNSUPPORTED_LIQUID))('%s is refused', (_, template) => {
  expect(outcome(template).slice(0, 100)).toBe('template_syntax');
});

test('an unknown tag is named in the error', () => {
  expect(renderLiquid("{% include 'a' %}", scope, env)).toMatchObject({
    message: expect.stringContaining('include'),
  });
  expect(renderLiquid('{{ 1 | nosuch }}', scope, env)).toMatchObject({ message: expect.stringContaining('nosuch') });
});

const HARMLESS: [string, string][] = [
  ['{{ word | truncate: 99999999999 }}', 'ciao'],
  ['{{ word | truncate: -1 }}', '...'],
  ['{{ word | truncatewords: -5 }}', 'ciao...'],
  ['{{ word | slice: -99999999999, 3 }}', ''],
  ['{{ word | plus: word }}', '0'],
  ['{{ 9e999 }}', ''],
  ['{{ 1.5 | round: 99999999999 }}', '1.5'],
  ['{% assign __proto__ = word %}{{ __proto__ }}{{ order.__proto__ }}', 'ciao'],
  ['{% capture constructor %}x{% endcapture %}{{ constructor }}', 'x'],
  ['{% for __proto__ in order.items %}{{ __proto__.n }}{% endfor %}', '12'],
  ['{% for i in order.items __proto__: word %}{{ i.n }}{% endfor %}', '12'],
  ["{{ order.items | map: 'constructor' | compact | size }}", '0'],
  ["{{ order.items | where: '__proto__' | size }}", '0'],
  ["{{ order.items | sort: 'constructor.prototype' | size }}", '2'],
  ["{{ order.items | sum: '__proto__' }}", '0'],
  ["{% assign k = '__proto__' %}{{ order[k] }}{{ order[k][k] }}", ''],
  ['{{ "{% endif %}" }}', '{% endif %}'],
  ['{% comment %}{% include %}{{ | }}{% endcomment %}ok', 'ok'],
  [`${'{% if true %}'.repeat(16)}ok${'{% endif %}'.repeat(16)}`, 'ok'],
  ['{{ "\\ud83d" | upcase | size }}', '1'],
];

test.each(HARMLESS)('%s does no harm', (template, text) => {
  expect(outcome(template)).toBe(`renders ${text}`);
});

test('half an emoji and a null character are rendered unchanged', () => {
  expect(outcome('\u0000\u2028{{ word }}\ud800')).toBe('renders \u0000\u2028ciao\ud800');
});

test('one template’s changes of variables do not reach the next', () => {
  outcome('{% assign order = 1 %}{% assign toString = 2 %}{% capture word %}x{% endcapture %}');
  expect(outcome('{{ order.total }}{{ word }}')).toBe('renders 59.90ciao');
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(scope.word).toBe('ciao');
});
