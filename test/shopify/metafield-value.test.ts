import { expect, test } from 'vitest';
import { metafieldValue, parseMetafield } from '../../src/domain/shopify/metafields';

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

test('the digits of an id are written unchanged', () => {
  expect(metafieldValue('820982911946154508')).toEqual({ type: 'single_line_text_field', value: '820982911946154508' });
});
