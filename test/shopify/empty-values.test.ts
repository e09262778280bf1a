import fc from 'fast-check';
import { expect, test } from 'vitest';
import { differingOrderVariables } from '../../src/domain/shopify/update/differing-order-variables';
import { parseOrderVariables } from '../../src/domain/shopify/update/order-variables';
import { newShopifyShop } from '../support/shopify-admin';

test('empty values of a push are left out, and the rest is written', async () => {
  const shop = await newShopifyShop();
  await shop.configureShopify({
    orders: { [shop.orderId]: { note: 'Suonare', phone: '+393330000000', attributes: [{ key: 'a', value: '1' }] } },
  });
  const pushId = await shop.push({
    tags: ['cod-confirmed', '', ' '],
    note: '',
    email: '',
    phone: ' ',
    custom_attributes: { a: '', b: '2', '': 'x' },
    shipping_address: { name: '', address1: '', city: '', zip: '', country: '', country_code: '', phone: '' },
    cancel: '',
    metafields: null,
    fulfillment: { tracking_number: 'BRT123', company: '', url: '', notify: '' },
  });
  await shop.waitForPushState(pushId, 'delivered');
  const order = await shop.order();
  expect(order).toMatchObject({
    tags: ['cod-confirmed'],
    note: 'Suonare',
    email: 'ada@example.com',
    phone: '+393330000000',
  });
  expect(order).toMatchObject({ cancelledAt: null, shippingAddress: { address1: 'Via Roma 1', phone: '333 1234567' } });
  expect(order.attributes).toEqual([
    { key: 'a', value: '1' },
    { key: 'b', value: '2' },
  ]);
  expect(order.fulfillments.map(({ trackingInfo }: any) => trackingInfo)).toEqual([
    [{ company: null, number: 'BRT123', url: null }],
  ]);
});

test('a push with only empty values makes no call and counts as delivered', async () => {
  const shop = await newShopifyShop();
  const pushId = await shop.push({ email: '', phone: null, tags: '', note: ' ', shipping_address: { zip: '' } });
  await shop.waitForPushState(pushId, 'delivered');
  expect((await shop.shopState()).calls).toEqual([]);
});

test('null empties a note and deletes an attribute; a new street clears the old second line', async () => {
  const shop = await newShopifyShop();
  const shippingAddress = {
    firstName: 'Ada',
    address1: 'Via Roma 1',
    address2: 'Scala B',
    city: 'Milano',
    countryCodeV2: 'IT',
  };
  await shop.configureShopify({
    orders: { [shop.orderId]: { note: 'x', attributes: [{ key: 'a', value: '1' }], shippingAddress } },
  });
  await shop.waitForPushState(
    await shop.push({ shipping_address: { address1: '', address2: '', city: 'Torino' } }),
    'delivered',
  );
  expect((await shop.order()).shippingAddress).toMatchObject({
    address1: 'Via Roma 1',
    address2: 'Scala B',
    city: 'Torino',
  });
  const pushed = {
    note: null,
    custom_attributes: { a: null },
    shipping_address: { address1: 'Via Po 2', address2: '' },
  };
  const push = await shop.waitForPushState(await shop.push(pushed, shop.orderId, true), 'delivered');
  expect(push.verification).toMatchObject({ differing: [] });
  expect(await shop.order()).toMatchObject({
    note: '',
    attributes: [],
    shippingAddress: { address1: 'Via Po 2', address2: null },
  });
});

test('no empty value fails a push or its verification, whatever else is pushed', () => {
  const empty = fc.constantFrom<any>('', ' ', '\n', null);
  const or = (value: any) => fc.oneof(empty, fc.constant(value));
  const variables = fc.record(
    {
      tags: fc.oneof(empty, fc.array(or('a')), fc.record({ add: or('a'), remove: or(['b']) }, { requiredKeys: [] })),
      note: or('n'),
      email: or('a@example.com'),
      phone: or('+393331234567'),
      custom_attributes: fc.oneof(empty, fc.dictionary(fc.constantFrom('', 'k'), or('v'))),
      shipping_address: fc.oneof(
        empty,
        fc.record(
          { name: or('Ada'), address1: or('Via Po 2'), address2: or('B'), country_code: or('IT'), zip: or('10100') },
          { requiredKeys: [] },
        ),
      ),
      cancel: fc.oneof(
        empty,
        fc.record({ reason: or('FRAUD'), restock: or(true), note: or('n') }, { requiredKeys: [] }),
      ),
      fulfillment: fc.oneof(
        empty,
        fc.record(
          { tracking_number: or('1'), company: or('BRT'), url: or('https://brt.example.com/1'), notify: or(true) },
          { requiredKeys: [] },
        ),
      ),
      metafields: empty,
      ours: or('x'),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(variables, (pushed) => {
      const read = parseOrderVariables(pushed);
      if (!read.ok) throw new Error(JSON.stringify(read.problems));
      const isBlank = (value: unknown) => value === null || (typeof value === 'string' && value.trim() === '');
      for (const name of ['tags', 'email', 'phone', 'shipping_address', 'cancel', 'fulfillment', 'custom_attributes']) {
        const value = (pushed as any)[name];
        if (value !== undefined && isBlank(value)) expect(read.variables).not.toHaveProperty(name);
        const kept = (read.variables as any)[name];
        if (typeof kept === 'string') expect(kept).toBe(value.trim());
      }
      const { address1, address2, ...others } = read.variables.shipping_address ?? {};
      for (const member of Object.values(others)) expect(isBlank(member)).toBe(false);
      expect(address2 === '' && address1 === undefined).toBe(false);
      const blank = Object.fromEntries(
        Object.entries(pushed as object).filter(([name, value]) => isBlank(value) && name !== 'ours'),
      );
      const nothing = parseOrderVariables(blank);
      const order = { payload: { note: null, email: 'x@example.com', phone: '1' }, variables: {} };
      expect(nothing.ok && differingOrderVariables(blank, nothing.variables, order)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
