import { describe, expect, test } from 'vitest';
import { readWebhookOrder } from '../../src/domain/orders/shopify/read-webhook-order';
import type { JsonObject } from '../../src/shared/json/json';
import { parseExactJson } from '../../src/shared/json/parse-exact-json';
import { shopifyOrder, shopifyOrderJson } from '../support/shopify-order';

const NOW = Date.UTC(2026, 10, 25);
const ITALIAN = { timeZone: 'Europe/Rome', currency: 'EUR' };
const read = (overrides: Record<string, unknown> = {}) =>
  readWebhookOrder(shopifyOrder('820982911946154508', overrides), {
    receivedAt: NOW,
    happenedAt: NOW - 1,
    account: ITALIAN,
  });
const NOBODY = { phone: null, email: '', contact_email: null, customer: null, billing_address: null };

describe('the customer of an order', () => {
  test.each([
    ['the phone of the order', { phone: '+39 333 7654321' }, '+393337654321'],
    [
      'a national number, by the country it goes to',
      { phone: '020 7946 0958', shipping_address: { country_code: 'GB' } },
      '+442079460958',
    ],
    [
      'a number that is in the address only',
      { ...NOBODY, shipping_address: { phone: '06 12 34 56 78', country_code: 'FR' } },
      '+33612345678',
    ],
    [
      'a valid number, before one that has only the length of a number',
      { phone: '1234567890', customer: null, billing_address: { phone: '333 7654321' }, shipping_address: null },
      '+393337654321',
    ],
    [
      'the customer’s own number, before those of the addresses',
      { phone: null, customer: { phone: '+393337654321' }, shipping_address: { phone: '333 1112223' } },
      '+393337654321',
    ],
    [
      'an Italian number, though the address is abroad',
      { ...NOBODY, shipping_address: { phone: '333 7654321', country: 'Germany' } },
      '+393337654321',
    ],
    [
      'a number of the country of the bill, where it is not valid at the address',
      {
        ...NOBODY,
        shipping_address: { phone: '06 12 34 56 78', country_code: 'PT' },
        billing_address: { country: 'Frankreich' },
      },
      '+33612345678',
    ],
    [
      'a number of the country of the shop’s currency',
      { ...NOBODY, currency: 'PLN', shipping_address: { phone: '512 345 678' } },
      '+48512345678',
    ],
    [
      'no American number by a currency that only begins as the dollar does',
      { ...NOBODY, currency: 'USDC', shipping_address: { phone: '512 345 6789' } },
      '+395123456789',
    ],
    ['no junk, but the next that can be dialled', { phone: '555-555-SHIP' }, '+393331234567'],
    [
      'the e-mail, where no number can be dialled',
      { phone: 'chiamami', shipping_address: null, billing_address: null, customer: null },
      'ada@example.it',
    ],
    [
      'the customer as the shop names them, where there is neither',
      { ...NOBODY, shipping_address: null, customer: { id: 42 } },
      'gid://shopify/Customer/42',
    ],
    ['nobody', { ...NOBODY, shipping_address: null }, null],
  ])('is %s', (_, overrides, userKey) => {
    expect(read(overrides).userKey).toBe(userKey);
  });
});

test('the customer has the members that the order states, and is null without any', () => {
  const nothing = { ...NOBODY, shipping_address: null, customer_locale: null };
  expect(read({ ...nothing, phone: '333 7654321' }).facts?.customer).toEqual({ phone: '+393337654321' });
  expect(read({ ...nothing, customer: { id: 42, first_name: 'Ada' } }).facts?.customer).toEqual({
    id: 'gid://shopify/Customer/42',
    first_name: 'Ada',
  });
  expect(read(nothing).facts?.customer).toBeNull();
});

test('the phone of an address is stored in E.164, or as it is written where it cannot be dialled', () => {
  const phoneAt = (phone: string) => read({ shipping_address: { phone, country_code: 'IT' } }).facts?.shippingAddress;
  expect(phoneAt('333 7654321')).toEqual({ phone: '+393337654321', country: 'IT' });
  expect(phoneAt('citofono 3')).toEqual({ phone: 'citofono 3', country: 'IT' });
});

test('a national number that fits no address is read as of the account’s country', () => {
  const order = shopifyOrder('820982911946154508', { ...NOBODY, shipping_address: { phone: '0170 1234567' } });
  const account = { timeZone: 'Europe/Berlin', currency: 'EUR' };
  const { facts } = readWebhookOrder(order, { receivedAt: NOW, happenedAt: NOW, account });
  expect(facts?.phone).toBe('+491701234567');
});

test.each([
  ['JPY', '1000', '1000'],
  ['JPY', '1000.00', '1000'],
  ['KWD', '5.5', '5.500'],
  ['EUR', '59.9', '59.90'],
])('an amount in %s of %s is %s', (currency, price, unit_price) => {
  const { facts } = read({ currency, total_price: price, line_items: [{ id: 1, price, quantity: 1 }] });
  expect(facts?.items[0]?.unit_price).toBe(unit_price);
});

test('attributes that are not texts are kept: numbers digit by digit, booleans as words, nested values as JSON', () => {
  const rows: [unknown, unknown][] = [
    ['vat', '@12345678901@'],
    ['eori', '@12345678901234567890@'],
    ['minus', '@-9007199254740993@'],
    ['rate', 0.5],
    ['zero', 0],
    ['gift', true],
    ['invoice', false],
    ['nothing', null],
    ['empty', ''],
    ['list', [1, '@12345678901234567890@', 'x']],
    ['nested', { a: { b: null } }],
    ['__proto__', 'x'],
    [7, 'by a number'],
    [null, 'by nothing'],
    [{}, 'by an object'],
  ];
  const note_attributes = rows.map(([name, value]) => ({ name, value }));
  const order = parseExactJson(shopifyOrderJson(shopifyOrder('820982911946154508', { note_attributes })));
  const { facts } = readWebhookOrder(order as JsonObject, { receivedAt: NOW, happenedAt: NOW, account: ITALIAN });
  expect(Object.entries(facts?.details.attributes ?? {})).toEqual([
    ['7', 'by a number'],
    ['vat', '12345678901'],
    ['eori', '12345678901234567890'],
    ['minus', '-9007199254740993'],
    ['rate', '0.5'],
    ['zero', '0'],
    ['gift', 'true'],
    ['invoice', 'false'],
    ['list', '[1,"12345678901234567890","x"]'],
    ['nested', '{"a":{"b":null}}'],
    ['__proto__', 'x'],
  ]);
});

test('a text that is too long is cut', () => {
  const { facts } = read({ discount_codes: [{ code: 'x'.repeat(300) }, { code: 'Y'.repeat(255) }] });
  expect(facts?.details.discount_codes).toEqual(['x'.repeat(255), 'Y'.repeat(255)]);
});

test('a number instead of a text is read as its digits', () => {
  const { facts } = read({
    name: 1001,
    phone: 393337654321,
    shipping_address: { zip: 20100, country_code: 'IT' },
    line_items: [{ id: 1, sku: 4006381333931, quantity: 1, price: 5 }],
    discount_codes: [{ code: 2026 }],
  });
  expect(facts).toMatchObject({
    orderNumber: '1001',
    shippingAddress: { zip: '20100' },
    items: [{ sku: '4006381333931', unit_price: '5.00' }],
    details: { discount_codes: ['2026'] },
  });
});

const line = (id: number, quantity: unknown, current_quantity?: unknown) => ({
  id,
  price: '10.00',
  quantity,
  ...(current_quantity === undefined ? {} : { current_quantity }),
});

test('an edited order has its current quantities, lines and totals', () => {
  const { facts } = read({
    line_items: [
      line(1, 2, 1),
      line(2, 1, 0),
      line(3, 3, 3),
      line(4, 2),
      line(5, 1, 4),
      line(6, 1, null),
      line(7, 0),
      line(8, 3, 1.5),
    ],
    total_price: '59.90',
    current_total_price: '30.10',
    subtotal_price: '55.00',
    current_subtotal_price: '25.20',
    total_discounts: '5.00',
    current_total_discounts: '0.00',
    total_tax: '10.80',
    current_total_tax: '5.43',
    total_shipping_price_set: { shop_money: { amount: '4.90' } },
    current_shipping_price_set: { shop_money: { amount: '0.00' } },
  });
  expect(facts?.items.map(({ id, quantity, ordered_quantity }) => [id, quantity, ordered_quantity])).toEqual([
    ['gid://shopify/LineItem/1', 1, 2],
    ['gid://shopify/LineItem/3', 3, 3],
    ['gid://shopify/LineItem/4', 2, 2],
    ['gid://shopify/LineItem/5', 4, 1],
    ['gid://shopify/LineItem/6', 1, 1],
    ['gid://shopify/LineItem/8', 3, 3],
  ]);
  expect(facts?.total).toBe(30_100_000);
  expect(facts?.details).toMatchObject({
    current_total: '30.10',
    ordered_total: '59.90',
    subtotal: '25.20',
    total_discounts: '0.00',
    total_tax: '5.43',
    total_shipping: '0.00',
  });
});

test.each([
  [{ current_total_price: '0.00' }, 0, '59.90'],
  [{ current_total_price: null }, 59_900_000, '59.90'],
  [{ current_total_price: 'x' }, 59_900_000, '59.90'],
  [{ total_price: null }, 59_900_000, null],
])('of the totals %j the current one is used', (overrides, total, ordered_total) => {
  const { facts } = read(overrides);
  expect([facts?.total, facts?.details.ordered_total]).toEqual([total, ordered_total]);
});

test("the current total is the shop's too, whatever currency the customer saw", () => {
  const { facts } = read({
    currency: 'HKD',
    presentment_currency: 'JPY',
    total_price: '394.00',
    current_total_price: '300.00',
    current_total_price_set: {
      shop_money: { amount: '300.00', currency_code: 'HKD' },
      presentment_money: { amount: '6000', currency_code: 'JPY' },
    },
  });
  expect([facts?.currency, facts?.total]).toEqual(['HKD', 300_000_000]);
});

test.each([
  ['USDC', 'USDC', '1.00'],
  ['JEP', 'JEP', '1.00'],
  ['XXX', 'XXX', '1.00'],
  ['eur', 'EUR', '1.00'],
  [' EUR ', 'EUR', '1.00'],
  ['QQQ', 'QQQ', '1.00'],
  ['NEWCOIN', 'NEWCOIN', '1.00'],
  ['JPY', 'JPY', '1'],
])('the currency %s is stored unchanged', (currency, kept, price) => {
  const { facts } = read({ currency, line_items: [{ id: 1, price: '1', quantity: 1 }] });
  expect([facts?.currency, facts?.items[0]?.unit_price]).toEqual([kept, price]);
});

test.each([null, '', '€', 'EU', 'x'.repeat(50), 'E R', '<b>', 978])('%j is not a currency', (currency) => {
  expect(read({ currency }).reason).toBe('no_currency');
});

test("amounts are the shop's, whatever currency the customer saw", () => {
  const { facts } = read({ currency: 'HKD', presentment_currency: 'JPY', current_total_price: '394.00' });
  expect([facts?.currency, facts?.total]).toEqual(['HKD', 394_000_000]);
});

test.each([
  [{ admin_graphql_api_id: undefined }, 'gid://shopify/Order/820982911946154508'],
  [{ admin_graphql_api_id: undefined, id: '820982911946154509' }, 'gid://shopify/Order/820982911946154509'],
  [{ admin_graphql_api_id: 'gid://shopify/Refund/1' }, null],
  [{ admin_graphql_api_id: 'gid://shopify/Order/1 or 1' }, null],
  [{ admin_graphql_api_id: undefined, id: 1.5 }, null],
])('the id of %j is %s', (overrides, orderId) => {
  const order = JSON.parse(
    JSON.stringify(shopifyOrder('820982911946154508', overrides)).replaceAll(/"@(\d+)@"/g, '"$1"'),
  );
  expect(readWebhookOrder(order, { receivedAt: NOW, happenedAt: NOW, account: ITALIAN }).facts?.orderId ?? null).toBe(
    orderId,
  );
});

test('a change without a time, or with one in the future, gets the time of receipt', () => {
  expect(read({ updated_at: null }).facts?.updatedAt).toBe(NOW - 1);
  expect(read({ updated_at: '2099-01-01T00:00:00Z' }).facts?.updatedAt).toBe(NOW);
});
