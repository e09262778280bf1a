import { expect, test } from 'vitest';
import { shopifyShipments } from '../../src/domain/flows/steps/get-object/shopify-shipments';
import { newShopifyShop } from '../support/shopify-admin';

const CONTEXT = { receivedAt: Date.parse('2026-11-27T09:00:00Z'), timeZone: 'Europe/Rome' };
const tracked = (number: string | null, company: string | null = null) => ({
  company,
  number,
  url: number === null ? null : `https://tracking.example/${number}`,
});
const event = (id: number, status: string, happenedAt: string, more = {}) => ({
  id: `gid://shopify/FulfillmentEvent/${id}`,
  status,
  happenedAt,
  message: null,
  city: null,
  estimatedDeliveryAt: null,
  ...more,
});
const fulfillment = (more: Record<string, unknown>) => ({
  id: 'gid://shopify/Fulfillment/5410287730946',
  status: 'SUCCESS',
  displayStatus: 'FULFILLED',
  createdAt: '2026-11-24T15:02:11Z',
  updatedAt: '2026-11-26T10:32:40Z',
  estimatedDeliveryAt: null,
  lines: [],
  trackingInfo: [],
  events: { nodes: [] },
  ...more,
});
const parcel = (more: Record<string, unknown>) => ({
  state: 'announced',
  state_at: null,
  carrier: null,
  tracking_number: null,
  tracking_url: null,
  attempts: 0,
  delayed: false,
  problem: false,
  held: null,
  expected_at: null,
  ...more,
});
const EVENTS = [
  event(2, 'ATTEMPTED_DELIVERY', '2026-11-26T10:05:00Z', { message: 'Destinatario assente', city: 'Bologna' }),
  event(1, 'OUT_FOR_DELIVERY', '2026-11-26T07:41:05Z', { estimatedDeliveryAt: '2026-11-27T17:00:00Z' }),
];
const POSTE = {
  carrier: 'Poste Italiane',
  tracking_number: '5P00000000017',
  tracking_url: 'https://tracking.example/5P00000000017',
};

test.each([
  ['no shipment', [], []],
  [
    'a parcel by its tracking events, newest first as Shopify lists them',
    [
      fulfillment({
        displayStatus: 'ATTEMPTED_DELIVERY',
        trackingInfo: [tracked('5P00000000017', 'Poste Italiane')],
        events: { nodes: EVENTS },
      }),
    ],
    [
      parcel({
        ...POSTE,
        state: 'attempt_failed',
        state_at: '2026-11-26T10:05:00.000Z',
        attempts: 1,
        expected_at: '2026-11-27T17:00:00.000Z',
      }),
    ],
  ],
  [
    'a parcel that no carrier follows',
    [fulfillment({ trackingInfo: [tracked('BRT1', 'BRT')] })],
    [parcel({ carrier: 'BRT', tracking_number: 'BRT1', tracking_url: 'https://tracking.example/BRT1' })],
  ],
  [
    'a parcel without a number, by its own status',
    [fulfillment({ displayStatus: 'DELIVERED', estimatedDeliveryAt: '2026-11-28T00:00:00Z' })],
    [parcel({ state: 'delivered', state_at: '2026-11-26T10:32:40.000Z', expected_at: '2026-11-28T00:00:00.000Z' })],
  ],
  [
    'two parcels of one fulfillment',
    [fulfillment({ displayStatus: 'IN_TRANSIT', trackingInfo: [tracked('A'), tracked('B')] })],
    ['A', 'B'].map((number) =>
      parcel({
        state: 'in_transit',
        state_at: '2026-11-26T10:32:40.000Z',
        tracking_number: number,
        tracking_url: `https://tracking.example/${number}`,
      }),
    ),
  ],
  [
    'a cancelled fulfillment',
    [fulfillment({ status: 'CANCELLED', events: { nodes: [event(1, 'LABEL_PRINTED', '2026-11-24T16:00:00Z')] } })],
    [parcel({ state: 'cancelled', state_at: '2026-11-26T10:32:40.000Z' })],
  ],
  [
    'members that the app may not read',
    [{ id: 'gid://shopify/Fulfillment/1', status: 'SUCCESS', trackingInfo: null, events: null }],
    [parcel({})],
  ],
])('%s', (_, fulfillments, expected) => {
  expect(shopifyShipments(fulfillments, CONTEXT)).toEqual(expected);
});

const flow = {
  name: 'Parcel',
  steps: [
    { id: 'read', do: 'get_object', save_as: 'order' },
    {
      id: 'done',
      do: 'end',
      outcome:
        '{{ order.total }} {{ order.shipments.size }} {{ order.shipments[0].state }} {{ order.shipments[0].tracking_number }}',
    },
  ],
};

/** Runs a flow that reads an order with one parcel; returns its outcome and the calls to the shop. */
async function outcomeWith(settings: Record<string, unknown>) {
  const shop = await newShopifyShop();
  const fulfillments = [fulfillment({ trackingInfo: [tracked('5P1', 'Poste Italiane')], events: EVENTS })];
  await shop.configureShopify({ orders: { [shop.orderId]: { fulfillments } }, ...settings });
  expect((await shop.as('PUT', '/v1/flows/parcel', flow)).status).toBe(201);
  const object = { type: 'order', id: shop.orderId };
  const { body } = await shop.as('POST', '/v1/createRequest', { flow: 'parcel', user_key: 'ada@example.it', object });
  return { outcome: await shop.waitForOutcome(body.request_id), calls: (await shop.shopState()).calls };
}

test('a flow reads the parcels of a Shopify order with the order', async () => {
  const { outcome, calls } = await outcomeWith({});
  expect(outcome).toBe('59.90 1 attempt_failed 5P1');
  expect(calls).toHaveLength(1);
});

test('an order whose parcels the app may not read is read without them', async () => {
  const denied = { error: { message: 'Access denied for fulfillments field.', code: 'ACCESS_DENIED' } };
  expect((await outcomeWith({ behaviour: [denied] })).outcome).toBe('59.90 0');
  expect((await outcomeWith({ unapproved: ['trackingInfo'] })).outcome).toBe('59.90 1 attempt_failed');
});
