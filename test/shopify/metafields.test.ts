import { expect, test } from 'vitest';
import { metafieldValue, parseMetafield } from '../../src/domain/shopify/metafields';
import type { JsonValue } from '../../src/shared/json/json';

test.each([
  ['number_integer', '820982911946154508', '820982911946154508'],
  ['number_integer', '42', 42],
  ['number_decimal', '59.90', 59.9],
  ['number_decimal', '1234567890123.123456789', '1234567890123.123456789'],
  ['json', '{"id":820982911946154508}', { id: '820982911946154508' }],
  ['single_line_text_field', '0042', '0042'],
])('a metafield %s %s is %j, with all its digits', (type, value, expected) => {
  expect(parseMetafield({ type, value })).toEqual(expected);
});

test.each<[JsonValue, string, string]>([
  ['820982911946154508', 'single_line_text_field', '820982911946154508'],
  ['a\nb', 'multi_line_text_field', 'a\nb'],
  [true, 'boolean', 'true'],
  [42, 'number_integer', '42'],
  [-9_007_199_254_740_991, 'number_integer', '-9007199254740991'],
  [1.5, 'number_decimal', '1.5'],
  // Shopify has no number so large or so small.
  [1e20, 'json', '100000000000000000000'],
  [1e-10, 'json', '1e-10'],
  [[1, 'a'], 'json', '[1,"a"]'],
  [{ a: null }, 'json', '{"a":null}'],
])('%j is written as %s %s', (value, type, text) => {
  expect(metafieldValue(value)).toEqual({ type, value: text });
});

test.each([null, ''])('%j deletes the metafield', (value) => {
  expect(metafieldValue(value)).toBeNull();
});
