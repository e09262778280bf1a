import { expect, test } from 'vitest';
import { exceedsMaxDepth, MAX_JSON_DEPTH } from '../../src/shared/json/json-depth';

test.each([
  ['objects', '{"ab":', true],
  ['lists', '[', true],
  ['brackets in a text', '"[[', false],
  ['brackets after an escaped quote', '"ab\\"[', false],
  ['a list after a text that ends with an escape', '["ab\\\\",', true],
])('the depth of %s is counted', (_, opened, exceeds) => {
  const text = exceeds ? opened.repeat(MAX_JSON_DEPTH + 1) : `${opened}${'['.repeat(MAX_JSON_DEPTH + 1)}"`;
  expect(exceedsMaxDepth(text)).toBe(exceeds);
  expect(exceedsMaxDepth(exceeds ? opened.repeat(MAX_JSON_DEPTH) : text)).toBe(false);
});
