import { beforeEach, expect, test } from 'vitest';
import { ago, HOUR, newParcelShop } from './parcel-shop';

const STEPS = [{ id: 'done', do: 'end', outcome: '{{ shipment.tracking_number }}' }];
const WAIT = [
  { id: 'wait', do: 'wait', for: '2h' },
  { id: 'done', do: 'end', outcome: 'waited' },
];

let shop: Awaited<ReturnType<typeof newParcelShop>>;
beforeEach(async () => {
  shop = await newParcelShop();
  const trigger = { on: 'shipment.all_delivered' };
  const saved = await shop.as('PUT', '/v1/flows/review', { name: 'Recensione', trigger, steps: STEPS });
  expect(saved.status).toBe(201);
});

const parcel = (number: string) => ({ parcel: { tracking_number: number } });
const of = (number: string, state: string, hours: number) =>
  shop.event(state, { ...parcel(number), at: ago(hours * HOUR) } as object);
/** Reports events one after another, each in a call of its own, and returns how many requests each started. */
async function startedBy(...events: object[]): Promise<number[]> {
  const counts: number[] = [];
  for (const event of events) counts.push((await shop.reportAll(event))[0].request_ids.length);
  return counts;
}
const eventsOut = async (): Promise<string[]> =>
  (await shop.as('GET', '/v1/events?limit=100')).body.data
    .map((each: any) => each.type)
    .filter((type: string) => type === 'shipment.all_delivered');

test('the delivery of the last parcel starts a flow, once in the life of the order', async () => {
  const life = [
    of('A', 'in_transit', 9),
    of('B', 'in_transit', 9),
    of('C', 'announced', 9),
    of('A', 'delivered', 8),
    of('C', 'cancelled', 7),
    of('B', 'delivered', 6),
    // Another scan of the same delivery, and a parcel that is added later.
    of('B', 'delivered', 5),
    of('D', 'in_transit', 4),
    of('D', 'delivered', 3),
  ];
  expect(await startedBy(...life)).toEqual([0, 0, 0, 0, 0, 1, 0, 0, 0]);
  expect(await eventsOut()).toEqual(['shipment.all_delivered', 'shipment.all_delivered']);
});

test('parcels of one call, of which the last is new, count when the last is delivered', async () => {
  const reported = await shop.reportAll(
    of('A', 'in_transit', 9),
    of('A', 'delivered', 8),
    of('B', 'in_transit', 7),
    of('B', 'delivered', 6),
  );
  expect(reported.map(({ request_ids }) => request_ids.length)).toEqual([0, 0, 0, 1]);
  expect(await eventsOut()).toHaveLength(1);
});

test.each(['lost', 'returned', 'held'])('a parcel that is %s keeps the order from being delivered', async (state) => {
  expect(await startedBy(of('A', 'in_transit', 9), of('B', state, 8), of('A', 'delivered', 7))).toEqual([0, 0, 0]);
});

test('an order of which a part is still to be shipped is not delivered', async () => {
  const [order] = (await shop.as('GET', '/v1/orders')).body.data;
  await shop.as('PATCH', `/v1/orders/${order.id}`, { fulfillment_status: 'partial' });
  expect(await startedBy(of('A', 'in_transit', 9), of('A', 'delivered', 8))).toEqual([0, 0]);
  await shop.as('PATCH', `/v1/orders/${order.id}`, { fulfillment_status: 'fulfilled' });
  expect(await startedBy(of('B', 'in_transit', 7), of('B', 'delivered', 6))).toEqual([0, 1]);
});

test('what was delivered before it was known, or long ago, starts nothing', async () => {
  expect(await startedBy(of('A', 'delivered', 8))).toEqual([0]);
  expect(await startedBy(of('B', 'in_transit', 60), of('B', 'delivered', 50))).toEqual([0, 0]);
});

test('parcels delivered at the same time by different calls start the flow once', async () => {
  const numbers = ['A', 'B', 'C', 'D', 'E', 'F'];
  await shop.reportAll(...numbers.map((number) => of(number, 'in_transit', 9)));
  const started = await Promise.all(numbers.map((number) => startedBy(of(number, 'delivered', 8))));
  expect(started.flat().toSorted((a, b) => a - b)).toEqual([0, 0, 0, 0, 0, 1]);
  expect(await eventsOut()).toHaveLength(1);
});

test('it cancels what any parcel of the order has started', async () => {
  const cancel_on = [{ on: 'shipment.all_delivered' }];
  const flow = { name: 'Avviso', trigger: { on: 'shipment.in_transit' }, cancel_on, steps: WAIT };
  expect((await shop.as('PUT', '/v1/flows/notice', flow)).status).toBe(201);
  await startedBy(of('A', 'in_transit', 9), of('B', 'in_transit', 9), of('A', 'delivered', 8), of('B', 'delivered', 7));
  const { data } = (await shop.as('GET', '/v1/getRequests?flow=notice')).body;
  expect(data.map(({ status, outcome }: any) => [status, outcome])).toEqual([
    ['cancelled', 'shipment.all_delivered'],
    ['cancelled', 'shipment.all_delivered'],
  ]);
});
