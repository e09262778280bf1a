import { expect, test } from 'vitest';
import { ago, HOUR, newParcelShop, ORDER } from './parcel-shop';

test("the export of a customer has the parcels of their orders with the events, and no one else's", async () => {
  const shop = await newParcelShop();
  await shop.as('POST', '/v1/createOrder', { ...ORDER, order_id: '2', customer: { phone: '+393339999999' } });
  const [mine] = await shop.reportAll(
    shop.event('held'),
    shop.event('in_transit', { at: ago(3 * HOUR) } as object),
    shop.event('held', { order_id: '2' }),
    shop.event('held', { order_id: 'unknown' }),
  );
  const { body } = await shop.as('GET', '/v1/users/%2B393331234567');
  expect(body.shipments).toEqual([await shop.show(mine.shipment_id)]);
  expect(body.shipments[0].events.map(({ state }: { state: string }) => state)).toEqual(['in_transit', 'held']);
});
