import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, test } from 'vitest';
import { matchWaitingShipments } from '../../src/domain/shipment-events/match-waiting-shipments';
import { SHIPMENT_STATES } from '../../src/shared/orders/shipment-states';
import { naiveShipment } from '../domain/shipments/naive-shipment';
import { shipmentEvent } from '../domain/shipments/shipment-events';
import { newShipmentShop, START } from './shipment-shop';

let shop: Awaited<ReturnType<typeof newShipmentShop>>;

beforeEach(async () => {
  shop = await newShipmentShop();
  await shop.addOrders(['1042', '1043']);
});

/** Returns a shuffled copy by a fixed pseudo-random sequence. */
function shuffled<Item>(items: Item[]): Item[] {
  let seed = 12_345;
  const keyed = items.map((item) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return { item, key: seed };
  });
  return keyed.toSorted((a, b) => a.key - b.key).map(({ item }) => item);
}

describe('a batch', () => {
  test('1,000 events of 200 parcels in any order cost two round trips for each 50, and end as sorted', async () => {
    const orders = Array.from({ length: 200 }, (_, i) => `N${i}`);
    await shop.addOrders(orders);
    const reports = shuffled(
      orders.flatMap((id, i) =>
        Array.from({ length: 5 }, (_, n) => {
          const state = SHIPMENT_STATES[(i * 7 + n * 3) % SHIPMENT_STATES.length] ?? 'held';
          const order = { ids: [id], numbers: [] };
          return shop.report(`XX${i}`, state, ((i + n * 5) % 11) * 6 + n, { order, sourceEventId: `${i}-${n}` });
        }),
      ),
    );
    shop.setNow(100);
    const before = shop.meter.roundTrips;
    for (let from = 0; from < reports.length; from += 50) await shop.apply(...reports.slice(from, from + 50));
    expect(shop.meter.roundTrips - before).toBe(2 * 20);
    const { results } = await env.DB.prepare(
      'select order_id, state, attempts, event_count from shipments where account_id = ? order by order_id',
    )
      .bind(shop.accountId)
      .all();
    const expected = orders.toSorted().map((id) => {
      const own = reports.filter(({ report }) => report.order.ids[0] === id);
      const { state, attempts } = naiveShipment(
        own.map(({ report: { event } }) =>
          shipmentEvent(event.state, 0, { ...event, dedupeKey: `id:${event.sourceEventId}` }),
        ),
      );
      return { order_id: id, state, attempts, event_count: 5 };
    });
    expect(results).toEqual(expected);
  });

  test('concurrent batches about one parcel lose nothing', async () => {
    const batches = Array.from({ length: 5 }, (_, n) => [
      shop.report('XX1', 'attempt_failed', n * 24, { sourceEventId: `a${n}` }),
      shop.report('XX1', 'out_for_delivery', n * 24 + 1, { sourceEventId: `b${n}` }),
    ]);
    const results = await Promise.all(batches.map((batch) => shop.apply(...batch)));
    const [shipment, ...others] = await shop.list();
    expect(others).toEqual([]);
    expect(shipment).toMatchObject({ state: 'out_for_delivery', attempts: 5, eventCount: 10 });
    const events = await shop.events(shipment?.shipmentId ?? '');
    expect(events.map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const keys = results.flat(2).flatMap(({ triggers }) => triggers.map(({ key }) => key));
    expect(new Set(keys).size).toBe(keys.length);
    expect(events.flatMap(({ triggered }) => triggered).toSorted()).toEqual(keys.toSorted());
  });

  test('a repeated event is a duplicate of the stored one, by its id or by its content', async () => {
    const byId = shop.report('XX1', 'held', 0, { sourceEventId: 'shop-17' });
    const byContent = shop.report('XX1', 'in_transit', -5, { rawCode: '3' });
    const [[first], [second]] = (await shop.apply(byId, byContent)) as any;
    expect([first.applied, first.why, second.why]).toEqual([true, null, 'late']);
    const again = await shop.apply(byId, byContent, shop.report('XX1', 'in_transit', -5, { rawCode: '20' }));
    expect(again.flat()).toMatchObject([
      { applied: false, why: 'duplicate', shipmentId: first.shipmentId, eventId: first.eventId, triggers: [] },
      { applied: false, why: 'duplicate', shipmentId: first.shipmentId, eventId: second.eventId, triggers: [] },
      { applied: false, why: 'late' },
    ]);
  });

  test("a source's id is applied once, also under another number", async () => {
    await shop.apply(shop.report('XX1', 'held', 0, { sourceEventId: 'e1' }));
    const [[repeated]] = (await shop.apply(shop.report('XX2', 'held', 0, { sourceEventId: 'e1' }))) as any;
    expect(repeated.why).toBe('duplicate');
    expect(await shop.list()).toHaveLength(1);
    const [[other]] = (await shop.apply(shop.report('XX1', 'held', 1, { sourceEventId: 'e1', source: 'api' }))) as any;
    expect(other.applied).toBe(true);
  });

  test('the row shows the state that follows from the events', async () => {
    const until = START + 1_000_000;
    await shop.apply(
      shop.report({ trackingNumber: 'xx 990', carrier: 'gls-it', trackingUrl: 'https://t.example/1' }, 'held', 0, {
        reason: 'refused',
        holdUntil: until,
      }),
    );
    const [row] = await shop.list();
    expect(row).toMatchObject({
      orderId: '1042',
      carrier: 'gls-it',
      trackingNumber: 'xx 990',
      trackingUrl: 'https://t.example/1',
      state: 'held',
      stateAt: START,
      hold: { episode: 1, reason: 'refused', since: START, until, release: null },
      heldUntil: until,
    });
    await shop.apply(shop.report('XX990', 'out_for_delivery', 24));
    expect(await shop.list()).toMatchObject([
      { shipmentId: row?.shipmentId, state: 'out_for_delivery', heldUntil: null },
    ]);
  });
});

describe('which parcel it is', () => {
  test('two orders may have the same number, and each has its own parcel', async () => {
    const other = { order: { ids: ['1043'], numbers: [] } };
    await shop.apply(shop.report('XX1', 'held', 0), shop.report('XX1', 'in_transit', 0, other));
    await shop.apply(shop.report('XX1', 'delivered', 1, other));
    expect((await shop.list()).map(({ orderId, state }) => `${orderId} ${state}`).toSorted()).toEqual([
      '1042 held',
      '1043 delivered',
    ]);
  });

  test('an event without an order belongs to the parcel of its number', async () => {
    const none = { order: { ids: [], numbers: [] } };
    await shop.apply(shop.report('XX1', 'in_transit', 0));
    await shop.apply(shop.report('XX1', 'delivered', 1, none));
    expect(await shop.list()).toMatchObject([{ orderId: '1042', state: 'delivered' }]);
  });

  test('an order is found by its number, with or without #', async () => {
    const named = (number: string) => ({ order: { ids: [number], numbers: [number] } });
    await shop.addOrders(['A-7']);
    await shop.apply(shop.report('XX1', 'held', 0, named('#A-7')), shop.report('XX2', 'held', 0, named('A-7')));
    expect((await shop.list()).map(({ orderId }) => orderId)).toEqual(['A-7', 'A-7']);
  });

  test('a changed number is the same parcel, under both', async () => {
    await shop.apply(shop.report({ parcelId: 'P1', trackingNumber: 'OLD' }, 'in_transit', 0));
    await shop.apply(shop.report({ parcelId: 'P1', trackingNumber: 'NEW' }, 'out_for_delivery', 1));
    await shop.apply(shop.report('OLD', 'attempt_failed', 2), shop.report('NEW', 'held', 3));
    expect(await shop.list()).toMatchObject([{ trackingNumber: 'NEW', state: 'held', attempts: 1, eventCount: 4 }]);
  });

  test('the delivery under the number of the way back is the return', async () => {
    await shop.apply(shop.report('XX1', 'returning', 0));
    await shop.apply(shop.report('BACK', 'out_for_delivery', 20, { isReturnLeg: true }));
    await shop.apply(shop.report('BACK', 'delivered', 24));
    expect(await shop.list()).toMatchObject([{ trackingNumber: 'XX1', state: 'returned', eventCount: 3 }]);
  });

  test('a way back under a new number is that of the only parcel of the order that is held or going back', async () => {
    const back = { isReturnLeg: true };
    await shop.apply(shop.report('XX1', 'held', 0), shop.report('XX2', 'in_transit', 0));
    await shop.apply(shop.report('BACK1', 'delivered', 24, back));
    await shop.apply(shop.report('XX2', 'held', 25), shop.report('XX3', 'held', 25));
    await shop.apply(shop.report('BACK2', 'in_transit', 26, back));
    expect((await shop.list()).map(({ trackingNumber, state }) => [trackingNumber, state])).toEqual([
      ['BACK2', 'returning'],
      ['XX3', 'held'],
      ['XX2', 'held'],
      ['XX1', 'returned'],
    ]);
  });

  test('a fulfillment gets its number later, then a corrected one', async () => {
    const fulfillmentGid = 'gid://shopify/Fulfillment/1';
    const shopify = { source: 'shopify' } as const;
    await shop.apply(shop.report({ fulfillmentGid }, 'in_transit', 0, { ...shopify, sourceEventId: 'e1' }));
    await shop.apply(shop.report({ fulfillmentGid, trackingNumber: 'TYPO' }, null, 1, shopify));
    await shop.apply(shop.report({ fulfillmentGid, trackingNumber: 'XX1' }, null, 2, shopify));
    await shop.apply(shop.report({ fulfillmentGid }, 'out_for_delivery', 3, { ...shopify, sourceEventId: 'e2' }));
    await shop.apply(shop.report('XX1', 'delivered', 4));
    expect(await shop.list()).toMatchObject([
      { fulfillmentGid, trackingNumber: 'XX1', state: 'delivered', eventCount: 5 },
    ]);
  });

  test('an event of a fulfillment is about each of its parcels, once', async () => {
    const fulfillmentGid = 'gid://shopify/Fulfillment/2';
    const shared = { source: 'shopify', isShared: true } as const;
    await shop.apply(
      shop.report({ fulfillmentGid, trackingNumber: 'JD1' }, null, 0, shared),
      shop.report({ fulfillmentGid, trackingNumber: 'JD2' }, null, 0, shared),
    );
    const event = shop.report({ fulfillmentGid }, 'out_for_delivery', 1, { source: 'shopify', sourceEventId: 'e1' });
    const [results] = await shop.apply(event);
    expect(results).toMatchObject([{ applied: true }, { applied: true }]);
    const [again] = await shop.apply(event);
    expect(again).toMatchObject([{ why: 'duplicate' }, { why: 'duplicate' }]);
    expect(await shop.list()).toMatchObject([
      { trackingNumber: 'JD2', state: 'out_for_delivery', isShared: true, eventCount: 2 },
      { trackingNumber: 'JD1', state: 'out_for_delivery', isShared: true, eventCount: 2 },
    ]);
  });

  test("another account's parcel with the same number and order stays as it is", async () => {
    const other = await newShipmentShop();
    await other.addOrders(['1042']);
    await shop.apply(shop.report('XX1', 'held', 0));
    const mixed = [shop.report('XX1', 'delivered', 1), other.report('XX1', 'in_transit', 1)];
    await shop.apply(...mixed);
    expect(await shop.list()).toMatchObject([{ state: 'delivered', eventCount: 2 }]);
    expect(await other.list()).toMatchObject([{ state: 'in_transit', eventCount: 1 }]);
  });
});

describe('an order that is not here', () => {
  const unknown = { order: { ids: ['9000'], numbers: ['9000'] } };

  test('its parcel is kept, and applied when the next report finds the order', async () => {
    const [[kept]] = (await shop.apply(shop.report('XX1', 'held', 0, unknown))) as any;
    expect(kept).toMatchObject({ applied: false, why: 'unknown_order', triggers: [] });
    expect(await shop.list()).toMatchObject([{ orderId: null, state: 'announced', hold: null, eventCount: 1 }]);
    await shop.addOrders(['9000']);
    const [[next]] = (await shop.apply(shop.report('XX1', 'held', 1, { ...unknown, source: 'api' }))) as any;
    expect(next).toMatchObject({ applied: true, why: null, triggers: [{ on: 'shipment.held', key: 'held:1' }] });
    const [row] = await shop.list();
    expect(row).toMatchObject({ orderId: '9000', state: 'held', hold: { episode: 1, since: START } });
    expect((await shop.events(row?.shipmentId ?? '')).map(({ applied, why }) => [applied, why])).toEqual([
      [true, null],
      [true, null],
    ]);
  });

  test('the sweep matches it once an hour if nothing else did, and no number that fits two orders', async () => {
    const named = (name: string) => ({ order: { ids: [name], numbers: [name] } });
    for (const name of ['9000', 'SAME', '#A-9']) await shop.apply(shop.report(`X${name}`, 'held', 0, named(name)));
    await shop.addOrders(['9000', 'A-9', 'S1', 'S2']);
    await env.DB.prepare("update orders set order_number = '#SAME' where account_id = ? and order_id glob 'S?'")
      .bind(shop.accountId)
      .run();
    const matched = async () => (await shop.list()).map(({ orderId, state }) => [orderId, state]);
    const waiting = [
      [null, 'announced'],
      [null, 'announced'],
      [null, 'announced'],
    ];
    shop.setNow(42 / 60);
    expect(await matchWaitingShipments(shop.deps)).toBe(0);
    expect(await matched()).toEqual(waiting);
    shop.setNow(43 / 60);
    await matchWaitingShipments(shop.deps);
    expect(await matched()).toEqual([
      ['A-9', 'held'],
      [null, 'announced'],
      ['9000', 'held'],
    ]);
    expect(await shop.deps.inboundShipments.listAwaited(100)).toEqual([]);
  });

  test('a reference that fits two orders fits none', async () => {
    await env.DB.prepare("update orders set order_number = '#SAME' where account_id = ?").bind(shop.accountId).run();
    const [[result]] = (await shop.apply(
      shop.report('XX1', 'held', 0, { order: { ids: ['SAME'], numbers: ['SAME'] } }),
    )) as any;
    expect(result.why).toBe('unknown_order');
  });
});
