import { expect, test } from 'vitest';
import { until } from '../support/scene';
import { newShopifyShop } from '../support/shopify-admin';
import { shopifyOrder } from '../support/shopify-order';
import { newOrderNumber, newShopifyScene } from '../support/shopify-scene';
import { newTenant } from '../support/tenant';

const end = [{ id: 'done', do: 'end', outcome: 'ok' }];

test("the account's own names make an order cash on delivery, from when they are set", async () => {
  const shop = await newShopifyScene();
  await shop.saveFlow({ trigger: { on: 'order.created', when: "order.payment_method == 'cod'" }, steps: end }, 'cod');
  const gateways = { payment_gateway_names: ['Paga al Postamat'] };
  await shop.webhook(shopifyOrder(newOrderNumber(), gateways));
  await shop.waitForWebhooks(1);
  const set = await shop.as('PATCH', '/v1/account', { cod_names: [' paga al postamat! ', 'Altro'] });
  expect([set.status, set.body.cod_names]).toEqual([200, ['paga al postamat!', 'Altro']]);
  await shop.webhook(shopifyOrder(newOrderNumber(), gateways));
  await shop.waitForWebhooks(2);
  expect((await shop.orders()).map((order) => order.payment_method)).toEqual(['cod', 'Paga al Postamat']);
  expect((await shop.orders()).map((order) => order.payment_gateways)).toEqual([
    ['Paga al Postamat'],
    ['Paga al Postamat'],
  ]);
  expect(await shop.runs('cod')).toHaveLength(1);
});

test("an order that a flow reads is cash on delivery by the account's own names", async () => {
  const shop = await newShopifyShop();
  await shop.as('PATCH', '/v1/account', { cod_names: ['Paga al Postamat'] });
  await shop.configureShopify({ orders: { [shop.orderId]: { gateways: ['PAGA AL POSTAMAT'] } } });
  const steps = [
    { id: 'order', do: 'get_object', save_as: 'order' },
    { id: 'set', do: 'set', variables: { seen: '{{ order.payment_method }}' } },
    { id: 'yes', do: 'end', outcome: 'seen' },
  ];
  await shop.as('PUT', '/v1/flows/f', { name: 'f', steps });
  const object = { type: 'order', id: shop.orderId };
  const { body } = await shop.as('POST', '/v1/createRequest', { flow: 'f', user_key: 'u', object });
  await shop.waitForOutcome(body.request_id);
  const run = await until(() => shop.as('GET', `/v1/getRequest?request_id=${body.request_id}`));
  expect(run.body.variables.seen).toBe('cod');
});

test('an account has no names for cash on delivery by default, and blank names are refused', async () => {
  const { as } = await newTenant();
  expect((await as('GET', '/v1/account')).body.cod_names).toEqual([]);
  const refused = async (cod_names: unknown) => {
    const { status, body } = await as('PATCH', '/v1/account', { cod_names });
    return [status, body.errors?.[0]?.path];
  };
  for (const name of ['', ' ', '💶', '—', 'x'.repeat(256), 1, null]) {
    expect([name, await refused([name])]).toEqual([name, [422, '/cod_names/0']]);
  }
  expect(await refused(Array.from({ length: 51 }, (_, i) => `n${i}`))).toEqual([422, '/cod_names']);
  expect(await refused('contanti')).toEqual([422, '/cod_names']);
  expect((await as('GET', '/v1/account')).body.cod_names).toEqual([]);
  expect(
    (await newTenant({ cod_names: ['Alla porta'] }).then((made) => made.as('GET', '/v1/account'))).body.cod_names,
  ).toEqual(['Alla porta']);
});
