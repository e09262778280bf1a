import { beforeEach, describe, expect, test } from 'vitest';
import { ago, HOUR, newParcelShop } from './parcel-shop';
import { newShipmentShop } from './shipment-shop';

const BOTH = { parcelId: 'P1', trackingNumber: 'XX1' };
const byId = { parcelId: 'P1' };

describe('a parcel that was known by an id and by a tracking number', () => {
  let shop: Awaited<ReturnType<typeof newShipmentShop>>;
  beforeEach(async () => {
    shop = await newShipmentShop();
    await shop.addOrders(['1042', '1043']);
  });

  test('becomes one shipment when a report names both', async () => {
    await shop.apply(shop.report(byId, 'announced', 0, { rawCode: '1' }));
    await shop.apply(shop.report('XX1', 'attempt_failed', 1, { rawCode: '5' }));
    const [byNumber, first] = await shop.list();
    await shop.apply(shop.report({ ...BOTH, carrier: 'gls-it' }, 'out_for_delivery', 24));
    const [shipment, ...others] = await shop.list();
    expect(others).toEqual([]);
    expect(shipment).toMatchObject({
      orderId: '1042',
      trackingNumber: 'XX1',
      carrier: 'gls-it',
      state: 'out_for_delivery',
      attempts: 1,
    });
    // The one whose event could start a flow stays.
    expect(shipment?.shipmentId).toBe(byNumber?.shipmentId);
    for (const { shipmentId = '' } of [first, byNumber].map((each) => each ?? { shipmentId: '' })) {
      const found = await shop.deps.shipments.findWithEvents(shop.accountId, shipmentId);
      expect(found.shipment?.shipmentId).toBe(shipment?.shipmentId);
      expect(found.events.map(({ state }) => state)).toEqual(['announced', 'attempt_failed', 'out_for_delivery']);
    }
    // Either name finds it, and what is repeated stays a duplicate.
    const [[again], [other]] = (await shop.apply(
      shop.report(byId, 'announced', 0, { rawCode: '1' }),
      shop.report('XX1', 'attempt_failed', 1, { rawCode: '5' }),
    )) as any;
    expect([again.why, other.why]).toEqual(['duplicate', 'duplicate']);
    await shop.apply(shop.report(byId, 'attempt_failed', 30), shop.report('XX1', 'delivered', 31));
    expect(await shop.list()).toMatchObject([{ state: 'delivered', attempts: 2 }]);
  });

  test('becomes one within a batch, before its order comes, and in several steps', async () => {
    const unknown = { order: { ids: ['9000'], numbers: [] } };
    await shop.apply(
      shop.report(byId, 'in_transit', 0, unknown),
      shop.report('XX1', 'out_for_delivery', 1, unknown),
      shop.report(BOTH, 'held', 2, unknown),
    );
    await shop.apply(shop.report({ parcelId: 'P2' }, 'announced', -5, unknown));
    await shop.apply(shop.report({ parcelId: 'P2', trackingNumber: 'XX1' }, 'held', 3, { ...unknown, rawCode: '6' }));
    expect(await shop.list()).toMatchObject([{ orderId: null, state: 'announced' }]);
    await shop.addOrders(['9000']);
    await shop.apply(shop.report(byId, 'delivered', 30, unknown));
    const [shipment, ...others] = await shop.list();
    expect(others).toEqual([]);
    expect(shipment).toMatchObject({ orderId: '9000', trackingNumber: 'XX1', state: 'delivered' });
    const events = await shop.events(shipment?.shipmentId ?? '');
    expect(events.map(({ state, applied }) => [state, applied])).toEqual([
      ['announced', true],
      ['in_transit', true],
      ['out_for_delivery', true],
      ['held', true],
      ['held', true],
      ['delivered', true],
    ]);
  });

  test('gets the order of the one that has one', async () => {
    const none = { order: { ids: [], numbers: [] } };
    await shop.apply(shop.report(byId, 'in_transit', 0, none));
    await shop.apply(shop.report('XX1', 'out_for_delivery', 1));
    await shop.apply(shop.report(BOTH, 'held', 2, none));
    expect(await shop.list()).toMatchObject([{ orderId: '1042', state: 'held' }]);
    expect(await shop.deps.shipments.listOfOrder({ ...shop, orderId: '1042' })).toHaveLength(1);
  });

  test('stays two if they are of different orders', async () => {
    const other = { order: { ids: ['1043'], numbers: [] } };
    await shop.apply(shop.report(byId, 'in_transit', 0), shop.report('XX1', 'in_transit', 0, other));
    await shop.apply(shop.report(BOTH, 'held', 1, { order: { ids: [], numbers: [] } }));
    expect((await shop.list()).map(({ orderId }) => String(orderId)).toSorted()).toEqual(['1042', '1043']);
  });

  test('loses nothing if batches about it come at once', async () => {
    await shop.apply(shop.report(byId, 'announced', 0), shop.report('XX1', 'in_transit', 0));
    await Promise.all([
      shop.apply(shop.report(BOTH, 'out_for_delivery', 1)),
      shop.apply(shop.report(byId, 'attempt_failed', 2)),
      shop.apply(shop.report('XX1', 'attempt_failed', 26)),
      shop.apply(shop.report(BOTH, 'held', 30)),
    ]);
    const [shipment, ...others] = await shop.list();
    expect(others).toEqual([]);
    await shop.apply(shop.report(BOTH, 'held', 31, { rawCode: 'x' }));
    expect((await shop.list())[0]).toMatchObject({ state: 'held', attempts: 2 });
    expect(await shop.events(shipment?.shipmentId ?? '')).toHaveLength(7);
  });
});

test('flows that either shipment has started are ended by events of the one parcel, and not started again', async () => {
  const shop = await newParcelShop();
  const wait = [
    { id: 'pause', do: 'wait', for: '1d' },
    { id: 'done', do: 'end', outcome: 'ok' },
  ];
  for (const on of ['in_transit', 'held']) {
    await shop.as('PUT', `/v1/flows/${on}`, {
      name: on,
      trigger: { on: `shipment.${on}` },
      cancel_on: [{ on: 'shipment.delivered' }],
      steps: wait,
    });
  }
  const of = (state: string, parcel: any, hours: number) => shop.event(state, { parcel, at: ago(hours * HOUR) } as any);
  const number = { tracking_number: 'XX1' };
  const both = { ...number, id: 'P1' };
  const [moving] = await shop.reportAll(of('in_transit', { id: 'P1' }, 9));
  const [held] = await shop.reportAll(of('held', number, 5));
  const started = [...moving.request_ids, ...held.request_ids];
  expect(started).toHaveLength(2);
  const [again] = await shop.reportAll(of('held', both, 4));
  expect(again).toMatchObject({ applied: true, request_ids: [] });
  const { data } = await shop.list();
  expect(data.map(({ shipment_id }: any) => shipment_id)).toEqual([again.shipment_id]);
  expect((await shop.show(moving.shipment_id)).shipment_id).toBe(again.shipment_id);
  await shop.reportAll(of('delivered', number, 1));
  for (const id of started) {
    const { body } = await shop.as('GET', `/v1/getRequest?request_id=${id}`);
    expect(body).toMatchObject({ status: 'cancelled', outcome: 'shipment.delivered' });
  }
});
