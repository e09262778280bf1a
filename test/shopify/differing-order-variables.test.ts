import { expect, test } from 'vitest';
import { differingOrderVariables } from '../../src/domain/shopify/update/differing-order-variables';
import { parseOrderVariables } from '../../src/domain/shopify/update/order-variables';
import type { JsonObject } from '../../src/shared/json/json';

/** Returns which pushed variables differ from an order that reads so, in the form of a webhook. */
function differing(pushed: JsonObject, payload: JsonObject, variables: JsonObject = {}): string[] {
  const parsed = parseOrderVariables(pushed);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return differingOrderVariables(pushed, parsed.variables, { payload, variables });
}

const ITALY = { country: 'Italy', country_code: 'IT', province: null, province_code: null };
const at = '2026-11-29T10:00:00Z';
test.each<[string, JsonObject, JsonObject, string[]]>([
  ['a cancelled order', { cancel: true }, { cancelled_at: at }, []],
  ['an order that is still open', { cancel: true }, { cancelled_at: null }, ['cancel']],
  ['an order that was not to be cancelled', { cancel: false }, { cancelled_at: null }, []],
  ['an order that somebody else cancelled', { cancel: false }, { cancelled_at: at }, []],
  ['a fulfilled order', { fulfillment: { tracking_number: '1' } }, { fulfillment_status: 'fulfilled' }, []],
  ['a partly fulfilled order', { fulfillment: true }, { fulfillment_status: 'partial' }, []],
  ['an unfulfilled order', { fulfillment: true }, { fulfillment_status: null }, ['fulfillment']],
  ['an order that was not to be fulfilled', { fulfillment: false }, { fulfillment_status: null }, []],
  ['all tags', { tags: 'a, b' }, { tags: 'B,a, c' }, []],
  ['tags without one', { tags: 'a, b' }, { tags: 'a' }, ['tags']],
  ['the note', { note: 'n' }, { note: 'n' }, []],
  ['another note', { note: 'n' }, { note: 'm' }, ['note']],
  ['the phone with its country', { phone: '0333 1234567' }, { phone: '+39 333 1234567' }, []],
  ['another phone', { phone: '333 1234567' }, { phone: '+39 333 7654321' }, ['phone']],
  ['the address by its code', { shipping_address: { country: 'IT' } }, { shipping_address: ITALY }, []],
  [
    'an address in another country',
    { shipping_address: { country: 'IT' } },
    { shipping_address: { ...ITALY, country: 'France', country_code: 'FR' } },
    ['shipping_address'],
  ],
])('%s reads as %j was pushed', (_, pushed, payload, names) => {
  expect(differing(pushed, payload)).toEqual(names);
});

test('a variable of ours is compared with its metafield', () => {
  expect(differing({ weight: 1.5, gone: null }, {}, { weight: '1.50' })).toEqual([]);
  expect(differing({ weight: 1.5 }, {}, {})).toEqual(['weight']);
});
