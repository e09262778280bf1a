import { expect, inject, test } from 'vitest';
import { displayMoney } from '../../src/pages/format/display-money';
import { formatAmount } from '../../src/shared/numbers/money';
import { isOrderCurrency, readOrderCurrency } from '../../src/shared/numbers/order-currency';
import { newTenant } from '../support/tenant';

test("every currency of Shopify's list is an order's, and can be written", async () => {
  const listed: string[] = await (await fetch(`${inject('standins').shopify}/_control/enum/CurrencyCode`)).json();
  expect(listed.length).toBeGreaterThan(160);
  for (const code of listed) {
    expect([code, isOrderCurrency(code), readOrderCurrency(code)]).toEqual([code, true, code]);
    expect(formatAmount(1_000_000, code)).toMatch(/^1(\.0+)?$/);
    expect(displayMoney({ language: 'it' }, 1_000_000, code)).toContain('1');
  }
});

test('an amount in an unlisted currency is written with the currency code', () => {
  expect(displayMoney({ language: 'it' }, 1_234_500_000, 'USDC')).toBe('1234,50\u00a0USDC');
  expect(displayMoney({ language: 'en' }, 1_234_567_891, 'NEWCOIN')).toBe('1,234.567891\u00a0NEWCOIN');
});

test('createOrder accepts Shopify’s currencies and refuses typing errors', async () => {
  const { as } = await newTenant();
  await as('POST', '/v1/stores', { name: 'S', kind: 'custom', get_object: { url: 'https://shop.example.com/g' } });
  const order = (order_id: string, currency: string) =>
    as('POST', '/v1/createOrder', {
      order_id,
      currency,
      total: '1.5',
      items: [{ name: 'x', quantity: 1, unit_price: '1.5' }],
    });
  const made = await order('1', 'USDC');
  expect([made.status, made.body.currency, made.body.total]).toEqual([201, 'USDC', '1.50']);
  for (const currency of ['EURO', 'eur', '', 'QQQ']) expect((await order('2', currency)).status).toBe(422);
});
