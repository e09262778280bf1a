import { expect, test } from 'vitest';
import { parseOrderVariables } from '../../src/domain/shopify/update/order-variables';
import type { JsonObject } from '../../src/shared/json/json';

const parse = (variables: JsonObject) => {
  const parsed = parseOrderVariables(variables);
  return parsed.ok ? parsed.variables : parsed.problems;
};

test.each<[unknown, string[], string[]]>([
  ['a, b', ['a', 'b'], []],
  [' a ,, b c , ', ['a', 'b c'], []],
  [['a, b', 'c'], ['a, b', 'c'], []],
  [{ add: 'a,b', remove: ',c' }, ['a', 'b'], ['c']],
  [{ remove: ['c'] }, [], ['c']],
])('the tags %j add %j and remove %j', (tags, add, remove) => {
  expect(parse({ tags } as JsonObject)).toMatchObject({ tags: { add, remove } });
});

test('a variable of ours becomes a metafield of the closest type; an empty one deletes its metafield', () => {
  expect(parse({ paid: true, calls: 3, nothing: null, blank: '', address: { city: 'Torino' } })).toEqual({
    metafields: [
      { namespace: 'aisac', key: 'paid', type: 'boolean', value: 'true' },
      { namespace: 'aisac', key: 'calls', type: 'number_integer', value: '3' },
      { namespace: 'aisac', key: 'address', type: 'json', value: '{"city":"Torino"}' },
    ],
    deleted: [
      { namespace: 'aisac', key: 'nothing' },
      { namespace: 'aisac', key: 'blank' },
    ],
  });
});
