import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shopifyOrderIds, toOrderGid } from '../../src/shared/orders/shopify-order-id';

test('an order has one global id, whichever of its ids is given', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 19n }), fc.constantFrom('', '0', '000'), (number, zeros) => {
      const gid = `gid://shopify/Order/${number}`;
      for (const name of [
        `${number}`,
        gid,
        ` ${number} `,
        `${zeros}${number}`,
        `gid://shopify/Order/${zeros}${number}`,
      ]) {
        expect(shopifyOrderIds(name)).toEqual([gid, `${number}`]);
      }
    }),
  );
});

test.each([
  '',
  '#1001',
  '1001a',
  '-1',
  '1e3',
  '1 001',
  'gid://shopify/Customer/1',
  'gid://shopify/Order/',
  '١٠',
  'gid://shopify/Order/1/2',
  'xgid://shopify/Order/1',
  '1'.repeat(21),
])('«%s» names no order of Shopify', (text) => {
  expect(toOrderGid(text)).toBeNull();
  expect(shopifyOrderIds(text)).toEqual([]);
});
