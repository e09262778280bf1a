import { expect, test } from 'vitest';
import { newScene } from '../support/scene';

const order = { order_id: '1001', currency: 'EUR', total: '59.9', items: [{ quantity: 2, unit_price: '29.95' }] };
const flow = (when?: string) => ({
  trigger: { on: 'order.created', ...(when ? { when } : {}) },
  steps: [{ id: 'done', do: 'end', outcome: 'ok' }],
});

test('an order starts every active flow whose condition holds, and no other', async () => {
  const scene = await newScene();
  await scene.saveFlow(flow(), 'always');
  await scene.saveFlow(flow("order.payment_method == 'cod' and order.total > 50"), 'cod');
  await scene.saveFlow(flow('order.total > 500'), 'dear');
  await scene.saveFlow({ steps: [{ id: 'done', do: 'end', outcome: 'ok' }] }, 'by-api');
  const input = { ...order, payment_method: 'cod', customer: { phone: '333 123 4567' } };
  const { status, body } = await scene.as('POST', '/v1/createOrder', input);
  expect(status).toBe(201);
  expect(body).toMatchObject({
    id: expect.stringMatching(/^ord_/),
    order_id: '1001',
    id_store: scene.storeId,
    source: 'api',
    total: '59.90',
    user_key: '+393331234567',
    payment_method: 'cod',
    items: [{ quantity: 2, unit_price: '29.95' }],
  });
  const started = await Promise.all(body.request_ids.map((id: string) => scene.waitForStatus(id, 'completed')));
  expect(started.map((one) => one.flow)).toEqual(['always', 'cod']);
});

test('a repeated order, even a concurrent one, is stored once; the other call gets its id', async () => {
  const scene = await newScene();
  const answers = await Promise.all([1, 2, 3].map(() => scene.as('POST', '/v1/createOrder', order)));
  const created = answers.filter(({ status }) => status === 201);
  expect(created).toHaveLength(1);
  for (const { status, body } of answers.filter((answer) => answer !== created[0])) {
    expect(status).toBe(409);
    expect(body).toMatchObject({ code: 'order_exists', existing_id: created[0]?.body.id });
  }
});

test('the runs of an order without a customer belong to no customer', async () => {
  const scene = await newScene();
  await scene.saveFlow(flow());
  const { body } = await scene.as('POST', '/v1/createOrder', order);
  expect(body.user_key).toBeNull();
  expect((await scene.waitForStatus(body.request_ids[0], 'completed')).user_key).toBe('order:1001');
  expect((await scene.as('GET', '/v1/getFlowByUserKey?user_key=1001')).body.data).toEqual([]);
});

test('an account without the orders feature gets 403', async () => {
  const scene = await newScene({ features: [] });
  expect((await scene.as('POST', '/v1/createOrder', order)).body).toMatchObject({
    status: 403,
    code: 'orders_not_enabled',
  });
});

test('the user key is the phone number, or else the e-mail address', async () => {
  const scene = await newScene();
  const keyOf = async (order_id: string, customer: unknown) =>
    (await scene.as('POST', '/v1/createOrder', { ...order, order_id, customer })).body.user_key;
  expect(await keyOf('1', { phone: '+44 20 7946 0958', email: 'a@b.it' })).toBe('+442079460958');
  expect(await keyOf('2', { phone: '555-555-SHIP', email: 'Ada@Example.it' })).toBe('ada@example.it');
  expect(await keyOf('3', {})).toBeNull();
});

test.each([
  ['a float', { total: 59.9 }, '/total'],
  ['a negative total', { total: '-1' }, '/total'],
  ['an exponent', { total: '1e3' }, '/total'],
  ['seven decimals', { total: '0.1234567' }, '/total'],
  ['no such currency', { currency: 'EURO' }, '/currency'],
  ['no items', { items: [] }, '/items'],
  ['a quantity of nothing', { items: [{ quantity: 0 }] }, '/items/0/quantity'],
  ['a quantity below nothing', { items: [{ quantity: -1 }] }, '/items/0/quantity'],
  ['too large a quantity', { items: [{ quantity: 1_000_001 }] }, '/items/0/quantity'],
  ['a quantity that a float does not hold', { items: [{ quantity: 1e-7 }] }, '/items/0/quantity'],
  ['a quantity in words', { items: [{ quantity: 'due' }] }, '/items/0/quantity'],
  ['a price that is no amount', { items: [{ quantity: 1, unit_price: '--5' }] }, '/items/0/unit_price'],
  ['null for what is required', { order_id: null }, '/order_id'],
  ['an unknown member within', { customer: { nome: 'Ada' } }, '/customer/nome'],
])('%s is rejected with its path', async (_, wrong, path) => {
  const scene = await newScene();
  const { body } = await scene.as('POST', '/v1/createOrder', { ...order, ...wrong });
  expect(body).toMatchObject({ status: 422, code: 'validation_failed' });
  expect(body.errors.map((error: { path: string }) => error.path)).toContain(path);
});

test.each([
  [
    'the valid one of two',
    { customer: { phone: '333 1234567' }, shipping_address: { phone: '1234567890' } },
    '+393331234567',
  ],
  [
    'the valid one, wherever it stands',
    { customer: { phone: '1234567890' }, shipping_address: { phone: '333 1234567' } },
    '+393331234567',
  ],
  [
    'the first that can be dialled, where none is valid',
    { customer: { phone: '1234567890' }, shipping_address: { phone: '1234567891' } },
    '+391234567890',
  ],
  [
    'read by a country in English',
    { customer: { phone: '0170 1234567' }, shipping_address: { country: 'Germany' } },
    '+491701234567',
  ],
  [
    'read by a country in its own language',
    { customer: { phone: '0170 1234567' }, shipping_address: { country: 'Deutschland' } },
    '+491701234567',
  ],
  [
    'read by a code of three letters',
    { customer: { phone: '0170 1234567' }, shipping_address: { country: 'DEU' } },
    '+491701234567',
  ],
  [
    'Italian, sent abroad',
    { customer: { phone: '333 1234567' }, shipping_address: { country: 'France' } },
    '+393331234567',
  ],
  ['Italian with a zero too many', { customer: { phone: '03331234567' } }, '+393331234567'],
  ['with marks that nobody sees', { customer: { phone: '\u202a(+39) 333\u20111234567\u202c' } }, '+393331234567'],
  ['of the country of the currency', { currency: 'PLN', customer: { phone: '512 345 678' } }, '+48512345678'],
])('the phone of an order is %s', async (_, overrides, phone) => {
  const scene = await newScene();
  const { status, body } = await scene.as('POST', '/v1/createOrder', { ...order, ...overrides });
  expect([status, body.phone, body.user_key]).toEqual([201, phone, phone]);
});

test('a national number is parsed for the account’s country', async () => {
  const scene = await newScene({ time_zone: 'Europe/Berlin' });
  const { body } = await scene.as('POST', '/v1/createOrder', { ...order, customer: { phone: '0170 1234567' } });
  expect(body.phone).toBe('+491701234567');
});

test('line items may have decimal quantities and negative prices, and are returned as given', async () => {
  const scene = await newScene();
  const items = [
    { quantity: 0.5, unit_price: '10.00' },
    { quantity: '0.50', unit_price: '-5' },
    { quantity: 1.234567, unit_price: '-0.5' },
    { quantity: 1_000_000 },
  ];
  const { status, body } = await scene.as('POST', '/v1/createOrder', { ...order, items });
  expect([status, body.items]).toEqual([
    201,
    [
      { quantity: 0.5, unit_price: '10.00' },
      { quantity: '0.50', unit_price: '-5.00' },
      { quantity: 1.234567, unit_price: '-0.50' },
      { quantity: 1_000_000 },
    ],
  ]);
  expect((await scene.as('GET', `/v1/orders/${body.id}`)).body.items).toEqual(body.items);
});

test('null for an optional member counts as absent', async () => {
  const scene = await newScene();
  const nulls = {
    id_store: null,
    order_number: null,
    user_key: null,
    payment_method: null,
    customer: { first_name: null, email: null, phone: '333 1234567', language: null },
    shipping_address: { name: null, country: null, phone: null },
    items: [{ sku: null, name: null, quantity: 1, unit_price: null }],
    variables: { kept: null },
  };
  const { status, body } = await scene.as('POST', '/v1/createOrder', { ...order, ...nulls });
  expect(status).toBe(201);
  expect(body).toMatchObject({
    order_number: null,
    user_key: '+393331234567',
    customer: { phone: '333 1234567' },
    shipping_address: {},
    items: [{ quantity: 1 }],
    variables: { kept: null },
  });
  expect(body.customer).toEqual({ phone: '333 1234567' });
  const none = { customer: null, shipping_address: null, variables: null };
  expect((await scene.as('POST', '/v1/createOrder', { ...order, order_id: '1002', ...none })).status).toBe(201);
});
