import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileLiquid } from '../../../src/domain/liquid/compile';
import { compileCondition, evaluateCondition } from '../../../src/domain/liquid/condition';
import { renderLiquid } from '../../../src/domain/liquid/render';
import { variablesOf } from '../../../src/domain/liquid/variables-of';
import type { JsonObject } from '../../../src/shared/json/json';

const env = { locale: 'it-IT', zone: 'Europe/Rome', currency: 'EUR' };
const CODES = ['template_syntax', 'template_limit', 'template_error', 'division_by_zero', 'not_an_amount'];

const value = fc.oneof(
  fc.constantFrom('a', 'b.c', 'l', 'l.first', 's', 'forloop.index', 'empty', 'nil', 'true', 'a[s]', 'a.__proto__.x'),
  fc.constantFrom('(1..3)', '(1..s)', '(b.n..500)', '(1..99999999)', "'x'", '"%d/%m"', '-1', '59.90', '1000000000'),
);
const filter = fc.tuple(
  fc.constantFrom('append', 'split', 'join', 'slice', 'truncate', 'replace', 'concat', 'map', 'where', 'sort', 'times'),
  fc.array(value, { maxLength: 2 }),
);
const unary = fc.constantFrom(
  'size',
  'json',
  'money',
  'date',
  'phone',
  'upcase',
  'first',
  'reverse',
  'url_encode',
  'nosuch',
);
const filters = fc
  .array(
    fc.oneof(
      filter.map(([name, args]) => (args.length ? `${name}: ${args.join(', ')}` : name)),
      unary,
    ),
    { maxLength: 4 },
  )
  .map((each) => each.map((name) => ` | ${name}`).join(''));
const condition = fc
  .array(fc.tuple(value, fc.constantFrom('==', '!=', '<', '>=', 'contains', 'and', 'or')), {
    minLength: 1,
    maxLength: 3,
  })
  .chain((terms) => value.map((last) => `${terms.flat().join(' ')} ${last}`));
const filtered = fc.tuple(value, filters).map((parts) => parts.join(''));
const template = fc.letrec<{ node: string; block: string }>((tie) => ({
  block: fc.array(tie('node'), { maxLength: 4 }).map((nodes) => nodes.join('')),
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    filtered.map((expression) => `{{ ${expression} }}`),
    fc.string({ maxLength: 8 }),
    fc.constantFrom('{{', '%}', '{% endif %}', '{% else %}', '{% break %}', '{%- continue -%}', '{% raw %}', '{% if'),
    filtered.map((expression) => `{% assign s = ${expression} %}`),
    tie('block').map((block) => `{% capture l %}${block}{{ l }}{{ l }}{% endcapture %}`),
    fc.tuple(condition, tie('block')).map(([when, block]) => `{% if ${when} %}${block}{% else %}${block}{% endif %}`),
    fc.tuple(value, tie('block')).map(([list, block]) => `{% for a in ${list} %}${block}{% endfor %}`),
    fc
      .tuple(value, value, tie('block'))
      .map(([of, is, block]) => `{% case ${of} %}{% when ${is} %}${block}{% endcase %}`),
  ),
})).block;
const leaf = fc.oneof(
  fc.string({ maxLength: 20, unit: 'binary' }),
  fc.integer(),
  fc.constantFrom('59.90', null, true, '2026-07-01'),
);
const scope: fc.Arbitrary<JsonObject> = fc.record({
  a: fc.dictionary(fc.string({ maxLength: 5 }), leaf, { maxKeys: 5 }),
  b: fc.record({ c: leaf, n: fc.integer({ min: -5, max: 500 }) }),
  l: fc.array(leaf, { maxLength: 10 }),
  s: leaf,
});

test('any template renders within its limits or is refused, and does not change its variables', () => {
  fc.assert(
    fc.property(template, scope, (text, variables) => {
      const before = JSON.stringify(variables);
      const rendered = renderLiquid(text, variables, env);
      if (rendered.ok) expect(rendered.text.length).toBeLessThanOrEqual(65_536);
      else expect([CODES.includes(rendered.code), rendered.message.length > 0]).toEqual([true, true]);
      expect(JSON.stringify(variables)).toBe(before);
      expect(renderLiquid(text, variables, env)).toEqual(rendered);
    }),
    { numRuns: 400 },
  );
});

test('any condition is true, false or refused', () => {
  fc.assert(
    fc.property(fc.oneof(condition, fc.string()), scope, (text, variables) => {
      const evaluated = evaluateCondition(text, variables, env);
      if (evaluated.ok) expect(typeof evaluated.value).toBe('boolean');
      else expect(CODES).toContain(evaluated.code);
      if (!compileCondition(text).ok) expect(evaluated.ok).toBe(false);
    }),
    { numRuns: 400 },
  );
});

test('the variables of any template can be listed', () => {
  fc.assert(
    fc.property(template, (text) => {
      const compiled = compileLiquid(text);
      if (!compiled.ok) return;
      for (const path of variablesOf(compiled)) for (const part of path) expect(typeof part).toBe('string');
    }),
    { numRuns: 200 },
  );
});
