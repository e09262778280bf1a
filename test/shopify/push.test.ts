import { expect, test } from 'vitest';
import { runCron } from '../support/scene';
import { newShopifyShop } from '../support/shopify-admin';

test('one call writes everything a flow learnt to the shop: tags, note, attributes, address, contact and metafields', async () => {
  const shop = await newShopifyShop();
  await shop.configureShopify({
    orders: { [shop.orderId]: { tags: ['VIP', 'to-check'], attributes: [{ key: 'gift', value: 'yes' }] } },
  });
  const pushId = await shop.push({
    tags: { add: ['cod-confirmed'], remove: ['To-Check'] },
    note: 'Suona al citofono',
    shipping_address: {
      name: 'Ada Maria Rossi',
      address1: 'Via Po 2',
      zip: '10100',
      city: 'Torino',
      province: 'TO',
      country: 'it',
    },
    email: 'ada@negozio.example.com',
    cod_confirmed: true,
    attempts: 3,
    weight: 1.5,
    remark: 'a\nb',
    answer: { at: ['x'] },
  });
  await shop.waitForPushState(pushId, 'delivered');
  const order = await shop.order();
  expect(order.tags).toEqual(['VIP', 'cod-confirmed']);
  expect(order.note).toBe('Suona al citofono');
  expect(order.email).toBe('ada@negozio.example.com');
  expect(order.shippingAddress).toMatchObject({
    firstName: 'Ada Maria',
    lastName: 'Rossi',
    address1: 'Via Po 2',
    provinceCode: 'TO',
    countryCodeV2: 'IT',
    phone: '333 1234567',
  });
  expect(order.attributes).toEqual([{ key: 'gift', value: 'yes' }]);
  expect(order.metafields).toEqual([
    { namespace: 'aisac', key: 'cod_confirmed', type: 'boolean', value: 'true' },
    { namespace: 'aisac', key: 'attempts', type: 'number_integer', value: '3' },
    { namespace: 'aisac', key: 'weight', type: 'number_decimal', value: '1.5' },
    { namespace: 'aisac', key: 'remark', type: 'multi_line_text_field', value: 'a\nb' },
    { namespace: 'aisac', key: 'answer', type: 'json', value: '{"at":["x"]}' },
  ]);
  expect((await shop.shopState()).calls).toHaveLength(1);
});

test('the shop’s existing attributes are kept', async () => {
  const shop = await newShopifyShop();
  const attributes = [
    { key: 'gift', value: 'yes' },
    { key: 'old', value: '1' },
  ];
  await shop.configureShopify({ orders: { [shop.orderId]: { attributes } } });
  await shop.waitForPushState(await shop.push({ custom_attributes: { slot: 'morning', old: null } }), 'delivered');
  expect((await shop.order()).attributes).toEqual([
    { key: 'gift', value: 'yes' },
    { key: 'slot', value: 'morning' },
  ]);
});

test('an order is cancelled once, and the push is delivered when Shopify has completed it', async () => {
  const shop = await newShopifyShop();
  await shop.configureShopify({ cancellation: { ms: 300 } });
  const pushId = await shop.push(
    { cancel: { reason: 'customer', refund: true } },
    `gid://shopify/Order/${shop.orderId}`,
  );
  await shop.waitForPushState(pushId, 'delivered');
  expect(await shop.order()).toMatchObject({ cancelReason: 'CUSTOMER', cancelledAt: expect.any(String) });
  await shop.waitForPushState(await shop.push({ cancel: true }), 'delivered');
  const cancellations = (await shop.shopState()).calls.filter(({ query }: any) => query.includes('orderCancel('));
  expect(cancellations).toHaveLength(1);
  expect(cancellations[0].variables.refund).toEqual({ originalPaymentMethodsRefund: true });
});

test('a fulfillment is created once, although the response was lost', async () => {
  const shop = await newShopifyShop();
  const fulfillment = { tracking_number: 'BRT123', company: 'BRT', url: 'https://vas.brt.it/x' };
  // The state is read; the write is applied, but its response is lost.
  await shop.configureShopify({ behaviour: [{ pass: true }, { answer_lost: true }] });
  const pushId = await shop.push({ fulfillment });
  const push = await shop.waitForPushState(pushId, 'delivered');
  expect(push.attempts).toMatchObject([{ error: 'connect_failed' }, { error: null }]);
  const { fulfillments } = await shop.order();
  expect(fulfillments).toHaveLength(1);
  expect(fulfillments[0].trackingInfo).toEqual([{ company: 'BRT', number: 'BRT123', url: 'https://vas.brt.it/x' }]);
});

test('a push that Shopify refuses is dead at once and shows Shopify’s error', async () => {
  const shop = await newShopifyShop();
  const unknown = await shop.waitForPushState(await shop.push({ tags: ['x'] }, '999'), 'dead');
  expect(unknown.last_error).toBe('user_errors');
  expect(JSON.parse(unknown.attempts[0].answer)).toEqual([
    { mutation: 'tagsAdd', field: ['id'], message: 'Order does not exist' },
  ]);
  const country = { shipping_address: { city: 'Torino', country_code: 'XX' } };
  const invalid = await shop.waitForPushState(await shop.push(country), 'dead');
  expect(invalid.last_error).toBe('invalid_variable');
  // Saving validates fixed values; a rendered reason is validated only at the push.
  const boredom = { cancel: { reason: "{{ 'boredom' }}" } };
  const malformed = await shop.waitForPushState(await shop.push(boredom), 'dead');
  expect(malformed.last_error).toBe('invalid_variables');
  expect(JSON.parse(malformed.attempts[0].answer).map(({ field }: any) => field)).toEqual(['/cancel/reason']);
  await shop.configureShopify({ scopes: ['read_orders'] });
  const denied = await shop.waitForPushState(await shop.push({ tags: ['x'] }), 'dead');
  expect(denied.last_error).toBe('access_denied');
  expect(denied.attempts[0].answer).toContain('write_orders');
});

test('waiting for points does not count as an attempt', async () => {
  const shop = await newShopifyShop();
  await shop.configureShopify({ behaviour: [{ throttled: true }] });
  const push = await shop.waitForPushState(await shop.push({ tags: ['x'] }), 'delivered');
  expect(push.attempts).toHaveLength(1);
  expect((await shop.shopState()).throttled).toBe(1);
});

test('a token that Shopify no longer accepts pauses the store, and no push is lost', async () => {
  const shop = await newShopifyShop();
  await shop.configureShopify({ token: 'shpat_another' });
  const pushId = await shop.push({ tags: ['x'] });
  const push = await shop.waitForPushState(pushId, 'retrying');
  expect(push.last_error).toBe('http_401');
  const store = (await shop.as('GET', `/v1/stores/${shop.storeId}`)).body;
  expect(store).toMatchObject({ paused_at: expect.any(String), paused_reason: 'http_401' });
  await shop.as('PATCH', `/v1/stores/${shop.storeId}`, { shopify_token_app: 'shpat_another' });
  await shop.as('POST', `/v1/stores/${shop.storeId}/resume`, {});
  await runCron();
  await shop.waitForPushState(pushId, 'delivered');
  expect((await shop.order()).tags).toEqual(['x']);
});

test('a verified push is read back from the shop', async () => {
  const shop = await newShopifyShop();
  const pushId = await shop.push({ tags: ['x'], note: 'n', weight: 1.5, cod_confirmed: true }, shop.orderId, true);
  const push = await shop.waitForPushState(pushId, 'delivered');
  expect(push.verification).toMatchObject({ differing: [], mismatches: 0 });
  expect((await shop.shopState()).calls.map(({ query }: any) => query.split(' ')[0])).toEqual(['mutation', 'query']);
});
