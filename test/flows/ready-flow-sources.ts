import { payload } from '../domain/shipments/payloads';
import { PLATFORMS, type Platform, romeTime, sendPlatformWebhook } from '../support/platform-webhooks';
import { newScene, type Scene, until } from '../support/scene';
import { shopifyOrder, shopifyOrderJson } from '../support/shopify-order';
import { newOrderNumber, newShopifyScene, type WebhookAction } from '../support/shopify-scene';

type Members = Record<string, any>;

/** A shop of one kind, with its parcels followed in one way. */
type Shop = Scene & {
  /** Makes an order known that was placed just now, with these members; returns the id by which requests name it. */
  placeOrder(more?: Members): Promise<string>;
  /** Tells of a change of the order. */
  changeOrder(change: 'fulfilled' | 'paid'): Promise<void>;
  /** Tells of a state of the order's parcel, an hour or less ago, and waits until it has been applied. */
  moveParcel(state: 'moving' | 'held' | 'ready_for_pickup' | 'delivered'): Promise<void>;
};

/** Tells of what starts a flow; returns the id of the order. */
type Tell = (shop: Shop) => Promise<string>;
/** What tells of the event that starts a flow, as the document names it, and a call of it. */
type Cell = { by: string; tell: Tell };
export type Source = { name: string; open(): Promise<Shop>; starts: Record<string, Cell> };

const MINUTE_MS = 60_000;

const waitForParcelEvents = (scene: Scene, count: number) =>
  until(async () => {
    const { body } = await scene.as('GET', '/v1/events?type=inbound.shipment&limit=100');
    if (body.data.length < count) throw new Error(`${body.data.length} of ${count} webhooks are processed`);
  });

const COD = { payment_gateway_names: ['Contrassegno'] };
const CARD = { payment_gateway_names: ['shopify_payments'] };

async function openShopify(): Promise<Shop> {
  const shop = await newShopifyScene();
  const number = newOrderNumber();
  await shop.configureShopify({ orders: { [number]: {} } });
  let placed = shopifyOrder(number);
  let told = 0;
  const order = (action: WebhookAction, change: Members = {}) => {
    placed = { ...placed, ...change };
    return shop.webhook(placed, { action });
  };
  /** Sends a sample about the order's fulfillment, as if it had just happened. */
  const fulfillment = async (topic: string, sample: string, times: string[]) => {
    const at = new Date(Date.now() - (10 - told) * MINUTE_MS).toISOString();
    const changed = { order_id: placed.id, ...Object.fromEntries(times.map((name) => [name, at])) };
    const body = shopifyOrderJson({ ...(payload(`shopify/${sample}`) as Members), ...changed });
    await shop.webhook(body, { action: 'shipment', headers: { 'x-shopify-topic': topic } });
    told += 1;
    await waitForParcelEvents(shop, told);
  };
  const EVENTS = { ready_for_pickup: 'ready-for-pickup', delivered: 'delivered-late' };
  return {
    ...shop,
    async placeOrder(more = CARD) {
      await order('creation', more);
      await shop.waitForWebhooks(1);
      return placed.admin_graphql_api_id;
    },
    async changeOrder(change) {
      if (change === 'fulfilled') await order('fulfillment', { fulfillment_status: 'fulfilled' });
      else await order('payment', { financial_status: 'paid' });
    },
    async moveParcel(state) {
      if (state === 'held') throw new Error('Shopify has no such state');
      if (state === 'moving') {
        await fulfillment('fulfillments/create', 'fulfillments-create-brt-no-status', ['created_at', 'updated_at']);
      } else {
        await fulfillment('fulfillment_events/create', `fulfillment-events-create-${EVENTS[state]}`, ['happened_at']);
      }
    },
  };
}

/** A shop of its own, which tells of everything by the API. */
async function openOwnShop(): Promise<Shop> {
  const scene = await newScene();
  let told = 0;
  let id = '';
  const call = async (method: string, path: string, body: Members) => {
    const answer = await scene.as(method, path, body);
    if (answer.status > 201) throw new Error(JSON.stringify(answer.body));
    return answer.body;
  };
  const STATES = { moving: 'in_transit', held: 'held', ready_for_pickup: 'ready_for_pickup', delivered: 'delivered' };
  return {
    ...scene,
    async placeOrder(more = { payment_method: 'card' }) {
      const order = {
        order_id: '1042',
        order_number: '#1042',
        currency: 'EUR',
        total: '59.90',
        customer: { first_name: 'Giulia', phone: scene.userKey },
        shipping_address: { address1: 'Via delle Prove 12', zip: '40121', city: 'Bologna', country: 'IT' },
        items: [{ name: 'Tazza', quantity: 1, unit_price: '59.90' }],
        ...more,
      };
      const created = await call('POST', '/v1/createOrder', order);
      id = created.id;
      return created.order_id;
    },
    async changeOrder(change) {
      const member = change === 'fulfilled' ? { fulfillment_status: 'fulfilled' } : { financial_status: 'paid' };
      await call('PATCH', `/v1/orders/${id}`, member);
    },
    async moveParcel(state) {
      const at = new Date(Date.now() - (10 - told) * MINUTE_MS).toISOString();
      told += 1;
      await call('POST', '/v1/shipment_events', {
        order_id: '1042',
        parcel: { tracking_number: 'XX990000017', carrier: 'gls-it' },
        event: { id: `shop-${told}`, state: STATES[state], at },
      });
    },
  };
}

/** Returns AfterShip's sample with another status at its end. */
function aftership(ago: number, tag: string, subtag: string): Members {
  const sample = PLATFORMS.aftership.sample(ago);
  const checkpoints = sample.msg.checkpoints.map((each: Members, i: number, all: Members[]) =>
    i < all.length - 1 ? each : { ...each, tag, subtag },
  );
  return { ...sample, msg: { ...sample.msg, tag, subtag, checkpoints } };
}

function sendcloud(ago: number, id: number): Members {
  const sample = PLATFORMS.sendcloud.sample(ago);
  return { ...sample, parcel: { ...sample.parcel, status: { id, message: '' } } };
}

const qapla = (ago: number, sample: string, more: Members = {}): Members => ({
  ...(payload(`qapla/${sample}`) as Members),
  date: romeTime(Date.now() - ago),
  ...more,
});

type ParcelState = Parameters<Shop['moveParcel']>[0];

/** The webhook by which each platform tells of a state; it lacks the states that the platform does not know. */
const WEBHOOKS: Record<Platform, Partial<Record<ParcelState, (ago: number) => Members>>> = {
  qapla: {
    moving: (ago) => qapla(ago, 'webhook-1.2-in-transit'),
    held: (ago) => qapla(ago, 'webhook-1.3-held-giacenza'),
    ready_for_pickup: (ago) => qapla(ago, 'webhook-1.2-in-transit', { qaplaStatusID: '10' }),
    delivered: (ago) => qapla(ago, 'webhook-1.2-delivered-bool-return'),
  },
  aftership: {
    moving: (ago) => aftership(ago, 'InTransit', 'InTransit_003'),
    held: (ago) => aftership(ago, 'Exception', 'Exception_007'),
    ready_for_pickup: (ago) => aftership(ago, 'AvailableForPickup', 'AvailableForPickup_001'),
    delivered: (ago) => aftership(ago, 'Delivered', 'Delivered_001'),
  },
  sendcloud: {
    moving: (ago) => sendcloud(ago, 3),
    held: (ago) => sendcloud(ago, 80),
    ready_for_pickup: (ago) => sendcloud(ago, 12),
    delivered: (ago) => sendcloud(ago, 11),
  },
  shippypro: {
    moving: (ago) => ({ ...PLATFORMS.shippypro.sample(ago), code: 2 }),
    delivered: (ago) => ({ ...PLATFORMS.shippypro.sample(ago), code: 6 }),
  },
};

/** A shop of its own whose parcels a shipping platform follows. */
const openPlatform =
  (platform: Platform, settings: Members = {}) =>
  async (): Promise<Shop> => {
    const shop = await openOwnShop();
    const shipping = { ...PLATFORMS[platform].shipping, ...settings };
    const changed = await shop.as('PATCH', `/v1/stores/${shop.storeId}`, { shipping });
    if (changed.status !== 200) throw new Error(JSON.stringify(changed.body));
    let told = 0;
    return {
      ...shop,
      async moveParcel(state) {
        const webhook = WEBHOOKS[platform][state];
        if (!webhook) throw new Error(`${platform} has no such state`);
        await sendPlatformWebhook(shop, platform, webhook((10 - told) * MINUTE_MS));
        told += 1;
        await waitForParcelEvents(shop, told);
      },
    };
  };

const placed =
  (order: Members): Tell =>
  (shop) =>
    shop.placeOrder(order);

const changed =
  (change: Parameters<Shop['changeOrder']>[0]): Tell =>
  async (shop) => {
    const id = await shop.placeOrder();
    await shop.changeOrder(change);
    return id;
  };

/** The parcel moves before: the first sight of a parcel that has been delivered is no news. */
const parcel =
  (state: ParcelState): Tell =>
  async (shop) => {
    const id = await shop.placeOrder();
    await shop.moveParcel('moving');
    await shop.moveParcel(state);
    return id;
  };

const HELD = parcel('held');
const READY = parcel('ready_for_pickup');
const DELIVERED = parcel('delivered');

/** Who can tell of what starts the ready flows; a flow that a source leaves out has to be started by another one. */
export const SOURCES: Source[] = [
  {
    name: 'Shopify',
    open: openShopify,
    starts: {
      'cod-confirmation': { by: '`orders/create`', tell: placed(COD) },
      'address-check': { by: '`orders/create`', tell: placed(CARD) },
      'shipping-notice': { by: '`orders/fulfilled`', tell: changed('fulfilled') },
      'opt-in': { by: '`orders/paid`', tell: changed('paid') },
      'ready-for-pickup': { by: '`fulfillment_events/create`', tell: READY },
      review: { by: '`fulfillment_events/create`', tell: DELIVERED },
    },
  },
  {
    name: 'your own shop',
    open: openOwnShop,
    starts: {
      'cod-confirmation': { by: '`createOrder`', tell: placed({ payment_method: 'cod' }) },
      'address-check': { by: '`createOrder`', tell: placed({ payment_method: 'card' }) },
      'shipping-notice': { by: 'PATCH `fulfillment_status`', tell: changed('fulfilled') },
      'opt-in': { by: 'PATCH `financial_status`', tell: changed('paid') },
      'delivery-failed': { by: '`shipment_events`', tell: HELD },
      'ready-for-pickup': { by: '`shipment_events`', tell: READY },
      review: { by: '`shipment_events`', tell: DELIVERED },
    },
  },
  {
    name: "Qapla'",
    open: openPlatform('qapla'),
    starts: {
      'delivery-failed': { by: '6, detail 1', tell: HELD },
      'ready-for-pickup': { by: '10', tell: READY },
      review: { by: '99', tell: DELIVERED },
    },
  },
  {
    name: 'AfterShip',
    open: openPlatform('aftership', { treat_as_held: true }),
    starts: {
      'delivery-failed': { by: '`treat_as_held`', tell: HELD },
      'ready-for-pickup': { by: '`AvailableForPickup`', tell: READY },
      review: { by: '`Delivered`', tell: DELIVERED },
    },
  },
  {
    name: 'Sendcloud',
    open: openPlatform('sendcloud', { treat_as_held: true }),
    starts: {
      'delivery-failed': { by: '`treat_as_held`', tell: HELD },
      'ready-for-pickup': { by: '12', tell: READY },
      review: { by: '11', tell: DELIVERED },
    },
  },
  {
    name: 'ShippyPro',
    open: openPlatform('shippypro'),
    starts: { review: { by: '6', tell: DELIVERED } },
  },
];
