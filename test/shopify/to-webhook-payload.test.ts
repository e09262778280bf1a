import { expect, test } from 'vitest';
import { toWebhookPayload } from '../../src/domain/shopify/to-webhook-payload';

test('what an order of the Admin API lacks is null or empty, as in a webhook', () => {
  const { current_shipping_price_set: shipping, ...payload } = toWebhookPayload({});
  expect(shipping).toEqual({ shop_money: { amount: null } });
  expect(payload).toMatchObject({ admin_graphql_api_id: null, total_price: null, customer: null, line_items: [] });
  const given = Object.entries(payload).filter(([, value]) => ![null, false].includes(value as null));
  expect(given.filter(([, value]) => JSON.stringify(value) !== '[]')).toEqual([]);
});
