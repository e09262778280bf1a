import { describe, expect, test } from 'vitest';
import { isCashOnDelivery } from '../../src/domain/orders/recognise-cod';
import { readWebhookOrder } from '../../src/domain/orders/shopify/read-webhook-order';
import { shopifyOrder } from '../support/shopify-order';

const NOW = Date.UTC(2026, 10, 25);
const read = (told: Record<string, unknown> = {}) =>
  readWebhookOrder(shopifyOrder('820982911946154508', told), { receivedAt: NOW, happenedAt: NOW - 1 });
const NOBODY = { phone: null, email: '', contact_email: null, customer: null, billing_address: null };

describe('whom an order is from', () => {
  test.each([
    ['the phone of the order', { phone: '+39 333 7654321' }, '+393337654321'],
    [
      'a national number, by the country it goes to',
      { phone: '020 7946 0958', shipping_address: { country_code: 'GB' } },
      '+442079460958',
    ],
    [
      'a number that is in the address only',
      { ...NOBODY, shipping_address: { phone: '06 90 12 34 56', country_code: 'FR' } },
      '+33690123456',
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
  ])('is %s', (_, told, userKey) => {
    expect(read(told).userKey).toBe(userKey);
  });
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

test("amounts are the shop's, whatever currency the customer saw", () => {
  const { facts } = read({ currency: 'HKD', presentment_currency: 'JPY', total_price: '394.00' });
  expect([facts?.currency, facts?.total]).toEqual(['HKD', 394_000_000]);
});

test.each([
  'Cash on Delivery (COD)',
  'COD',
  'cash_on_delivery',
  'Contrassegno',
  'CONTRASSEGNO (+3,00 €)',
  'Pagamento alla consegna',
  'Paga in contanti alla consegna',
  'Contra reembolso',
  'Paiement à la livraison',
  'Nachnahme',
  'Dobírka',
  'Za pobraniem',
])('«%s» is cash on delivery', (name) => {
  expect(isCashOnDelivery(name)).toBe(true);
});

test.each(['shopify_payments', 'PayPal Express', 'manual', 'Bonifico bancario', 'Codice sconto', 'Klarna', ''])(
  '«%s» is not',
  (name) => {
    expect(isCashOnDelivery(name)).toBe(false);
  },
);

test.each([
  [{ admin_graphql_api_id: undefined }, 'gid://shopify/Order/820982911946154508'],
  [{ admin_graphql_api_id: undefined, id: '820982911946154509' }, 'gid://shopify/Order/820982911946154509'],
  [{ admin_graphql_api_id: 'gid://shopify/Refund/1' }, null],
  [{ admin_graphql_api_id: 'gid://shopify/Order/1 or 1' }, null],
  [{ admin_graphql_api_id: undefined, id: 1.5 }, null],
])('the id of %j is %s', (told, orderId) => {
  const order = JSON.parse(JSON.stringify(shopifyOrder('820982911946154508', told)).replaceAll(/"@(\d+)@"/g, '"$1"'));
  expect(readWebhookOrder(order, { receivedAt: NOW, happenedAt: NOW }).facts?.orderId ?? null).toBe(orderId);
});

test('a change without its time, or from tomorrow, is as of when it came', () => {
  expect(read({ updated_at: null }).facts?.updatedAt).toBe(NOW - 1);
  expect(read({ updated_at: '2099-01-01T00:00:00Z' }).facts?.updatedAt).toBe(NOW);
});
