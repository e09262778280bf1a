import { expect, test } from 'vitest';
import { disableRetryDelays } from '../support/no-retry-delays';
import { newShopifyShop } from '../support/shopify-admin';
import { newShopifyScene } from '../support/shopify-scene';

disableRetryDelays();

type Shop = Awaited<ReturnType<typeof newShopifyShop>>;

/** Returns what a flow reads of the shop's order, and how its run ends. */
async function readByFlow(shop: Shop, seen: string): Promise<{ seen: unknown; outcome: string; detail: any }> {
  const steps = [
    { id: 'order', do: 'get_object', save_as: 'order', on_error: 'failed', on_not_found: 'gone' },
    { id: 'set', do: 'set', variables: { seen } },
    { id: 'yes', do: 'end', outcome: 'seen' },
    { id: 'failed', do: 'end', outcome: 'failed' },
    { id: 'gone', do: 'end', outcome: 'gone' },
  ];
  await shop.as('PUT', '/v1/flows/f', { name: 'f', steps });
  const object = { type: 'order', id: shop.orderId };
  const { body } = await shop.as('POST', '/v1/createRequest', { flow: 'f', user_key: 'u', object });
  const outcome = await shop.waitForOutcome(body.request_id);
  const run = (await shop.as('GET', `/v1/getRequest?request_id=${body.request_id}`)).body;
  return { seen: run.variables.seen, outcome, detail: run.steps.find(({ step }: any) => step === 'order').detail };
}
const ALL =
  '{{ order.customer.email }}|{{ order.customer.first_name }}|{{ order.phone }}|{{ order.items.size }}|{{ order.total }}';

test.each([
  [['email', 'defaultEmailAddress'], '|Ada|+393331234567|1|59.90'],
  [['phone', 'defaultPhoneNumber'], 'ada@example.com|Ada||1|59.90'],
  [['customer', 'shippingAddress', 'billingAddress'], 'ada@example.com|||1|59.90'],
  [['lineItems', 'metafields'], 'ada@example.com|Ada|+393331234567|0|59.90'],
  [
    ['customAttributes', 'note', 'tags', 'customerLocale', 'shippingLine', 'discountCodes'],
    'ada@example.com|Ada|+393331234567|1|59.90',
  ],
])('what the app may not read of an order (%j) is empty, and the rest is used', async (unapproved, seen) => {
  const shop = await newShopifyShop();
  await shop.configureShopify({ unapproved });
  expect(await readByFlow(shop, ALL)).toMatchObject({ outcome: 'seen', seen });
});

test('an order that the app may not read is a failure, not a missing order', async () => {
  const shop = await newShopifyShop();
  await shop.configureShopify({ unapproved: ['order'] });
  expect(await readByFlow(shop, ALL)).toMatchObject({ outcome: 'failed', detail: { code: 'access_denied' } });
}, 60_000);

test('a read waits for points, also when part of its data is refused', async () => {
  const shop = await newShopifyShop();
  await shop.configureShopify({ unapproved: ['email', 'defaultEmailAddress'], behaviour: [{ throttled: true }] });
  expect(await readByFlow(shop, ALL)).toMatchObject({ outcome: 'seen', seen: '|Ada|+393331234567|1|59.90' });
  expect((await shop.shopState()).throttled).toBe(1);
});

test('a push whose mutations were partly applied does not succeed', async () => {
  const shop = await newShopifyShop();
  await shop.configureShopify({ unapproved: ['orderUpdate'] });
  const push = await shop.waitForPushState(await shop.push({ note: 'x', tags: ['y'] }), 'dead');
  expect(push.last_error).toBe('access_denied');
});

test('the check reports which level of access to customer data the app lacks', async () => {
  const shop = await newShopifyShop();
  const check = async (unapproved: string[]) => {
    await shop.configureShopify({ unapproved });
    const { body } = await shop.as('POST', `/v1/stores/${shop.storeId}/check`, {});
    return { ok: body.ok, ...body.checks.find(({ name }: any) => name === 'shopify_customer_data') };
  };
  expect(await check([])).toMatchObject({ ok: true, status: 'passed', mend: null });
  const email = await check(['email', 'defaultEmailAddress']);
  expect(email).toMatchObject({ ok: true, status: 'warning' });
  expect(email.message).toMatch(/level 2 .* for email:/);
  expect(email.mend).toContain('level 2 for email');
  const all = await check(['email', 'phone', 'shippingAddress', 'firstName', 'lastName']);
  expect(all).toMatchObject({ ok: false, status: 'failed' });
  expect(all.message).toContain('level 2 of protected customer data for name, address, phone, email:');
  for (const object of ['orders', 'customer']) {
    const none = await check([object]);
    expect(none).toMatchObject({ ok: false, status: 'failed' });
    expect(none.message).toContain('level 1');
  }
});

test('the check is skipped for a shop without orders or an app without the scope', async () => {
  const shop = await newShopifyScene();
  const check = async () => {
    const { body } = await shop.as('POST', `/v1/stores/${shop.shopId}/check`, {});
    return body.checks.find(({ name }: any) => name === 'shopify_customer_data');
  };
  await shop.configureShopify({});
  expect(await check()).toMatchObject({ status: 'skipped' });
  await shop.configureShopify({ scopes: ['read_orders'], orders: { '1': {} } });
  expect(await check()).toBeUndefined();
});

const failing = { without: { names: ['phone', 'defaultPhoneNumber'], code: 'INTERNAL_SERVER_ERROR' } };

test('data missing because of a transient error is read once more, and then the rest is used', async () => {
  const shop = await newShopifyShop();
  await shop.configureShopify({ behaviour: [failing] });
  expect(await readByFlow(shop, ALL)).toMatchObject({ seen: 'ada@example.com|Ada|+393331234567|1|59.90' });
  await shop.configureShopify({ behaviour: [failing, failing] });
  expect(await readByFlow(shop, ALL)).toMatchObject({ seen: 'ada@example.com|Ada||1|59.90' });
});
