import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson, parseLenientJson } from '../../src/shared/json/parse-json';
import { repairText } from '../../src/shared/text/repair-text';

const clean = fc.jsonValue({ maxDepth: 5, noUnicodeString: false }).filter((value) => {
  const text = JSON.stringify(value);
  return !text.includes('\\u0000') && !text.includes('__proto__') && !/\\ud[89a-f]/i.test(text) && !/\d{16}/.test(text);
});

test('any ordinary JSON is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(clean, fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      expect(parseJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
    }),
  );
});

test('any text is parsed or rejected without an exception', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json().chain((text) => fc.nat(text.length).map((cut) => text.slice(0, cut))),
      ),
      (text) => {
        const parsed = parseJson(text);
        if (parsed.ok) expect(JSON.parse(text)).toEqual(parsed.value);
      },
    ),
    { numRuns: 500 },
  );
});

test.each([
  ['{"a":1,"a":2}', 'duplicate_member', '/a'],
  ['{"a":1,"\\u0061":2}', 'duplicate_member', '/a'],
  ['[{"x":{"a":1,"b":2,"a":3}}]', 'duplicate_member', '/0/x/a'],
  ['{"a/b~c":1,"a/b~c":2}', 'duplicate_member', '/a~1b~0c'],
  ['{"__proto__":1}', 'forbidden_key', '/__proto__'],
  ['{"a":[1,{"__proto__":1}]}', 'forbidden_key', '/a/1/__proto__'],
  ['{"a":1e999}', 'number_out_of_range', '/a'],
  ['[-1e999]', 'number_out_of_range', '/0'],
  ['{"a":"\\u0000"}', 'invalid_json', '/a'],
  ['{"a":"\\ud800"}', 'invalid_json', '/a'],
  ['{"a":1,}', 'invalid_json', ''],
  ['', 'invalid_json', ''],
  ['NaN', 'invalid_json', ''],
  [`${'['.repeat(65)}${']'.repeat(65)}`, 'too_deep', ''],
  [`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, 'too_deep', ''],
])('%.60s is refused as %s at «%s»', (text, code, path) => {
  expect(parseJson(text)).toEqual({ ok: false, code, path });
});

test('the same name in two objects, brackets in strings and 64 levels are fine', () => {
  for (const text of [
    '[{"a":1},{"a":1}]',
    '{"a":{"a":{"a":1}}}',
    '{"a":"[[[{{{\\"]"}',
    `${'['.repeat(64)}${']'.repeat(64)}`,
  ]) {
    expect(parseJson(text).ok, text).toBe(true);
  }
});

test('an integer past 2^53 keeps its digits, as text', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), (integer) => {
      const isSafe = integer >= Number.MIN_SAFE_INTEGER && integer <= Number.MAX_SAFE_INTEGER;
      const value = isSafe ? Number(integer) : String(integer);
      for (const text of [`{"a":[${integer}]}`, `{"a":[${integer}.0]}`]) {
        expect(parseJson(text)).toEqual({ ok: true, value: { a: [value] } });
        expect(parseLenientJson(text)).toEqual({ ok: true, value: { a: [value] } });
      }
    }),
  );
  expect(parseJson('[1e20, 0.12345678901234567, "820982911946154508"]')).toEqual({
    ok: true,
    value: [1e20, Number('0.12345678901234567'), '820982911946154508'],
  });
});

test('half an emoji and NUL in a response are repaired, in names as well, and whole emoji stay', () => {
  const answer = String.raw`{"note":"grazie \ud83d","n\u0000":["a\u0000b","\ud83d\ude00","\udc00x"],"__pro\u0000to__":1,"id":820982911946154508}`;
  expect(parseLenientJson(answer)).toEqual({
    ok: true,
    value: { note: 'grazie \ufffd', n: ['ab', '😀', '\ufffdx'], id: '820982911946154508' },
  });
  expect(parseJson(answer)).toMatchObject({ ok: false, code: 'invalid_json', path: '/note' });
});

test('a response with any texts is parsed with each of them repaired', () => {
  const broken = fc.string({ unit: fc.constantFrom('a', '\0', '\ud83d', '\ude00', '😀', 'è') });
  fc.assert(
    fc.property(broken, fc.array(broken), (name, texts) => {
      const parsed = parseLenientJson(JSON.stringify({ [`n${name}`]: texts }));
      expect(parsed).toEqual({ ok: true, value: { [`n${repairText(name)}`]: texts.map(repairText) } });
      expect(JSON.stringify(parsed)).not.toMatch(/\\u0000|\\ud[89a-f]/);
    }),
  );
});

test.each(['{"a":1,"a":2}', '{"__proto__":1}', '{"a":1e999}', '{"a":"\\u00"}', '['.repeat(65) + ']'.repeat(65)])(
  '%.60s is refused from a shop as from a caller',
  (text) => expect(parseLenientJson(text)).toMatchObject({ ok: false }),
);
