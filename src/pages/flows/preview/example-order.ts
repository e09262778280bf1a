import type { Scenario } from '../../../domain/simulation/scenario';
import type { JsonObject } from '../../../shared/json/json';
import { objectOrEmpty, textOrEmpty } from '../../../shared/json/read-json';
import { instantOfLocal, localParts } from '../../../shared/time/time-zone';

const DAY_MS = 86_400_000;
const TRACKING_URL = 'https://www.example.com/1001';

/** What a merchant can change of the order that a flow is tried on. */
export type ExampleOrder = {
  order_number: string;
  first_name: string;
  total: string;
  payment: 'cod' | 'paid';
  address1: string;
  zip: string;
  city: string;
};
export const ORDER_FIELDS = ['order_number', 'first_name', 'total', 'address1', 'zip', 'city'] as const;

/** Returns an order that starts the flow. */
export function exampleOrder(definition: JsonObject): ExampleOrder {
  const isCod = /payment_method\s*==\s*'cod'/.test(textOrEmpty(objectOrEmpty(definition.trigger).when));
  return {
    order_number: '#1001',
    first_name: 'Ada',
    total: '59.90',
    payment: isCod ? 'cod' : 'paid',
    address1: 'Via Roma 1',
    zip: '00184',
    city: 'Roma',
  };
}

/** Returns next Monday at 10:00 in the account's time zone, a time at which most shops write, as epoch milliseconds. */
export function exampleStart(now: number, zone: string): number {
  const days = [1, 2, 3, 4, 5, 6, 7].map((ahead) => localParts(now + ahead * DAY_MS, zone));
  const monday = days.find(({ weekday }) => weekday === 'mon') ?? localParts(now, zone);
  return instantOfLocal({ ...monday, hour: 10, minute: 0 }, zone);
}

/** Returns what a simulation needs of an order, and of its parcel where a parcel starts the flow. */
export function exampleObjects(definition: JsonObject, order: ExampleOrder): Pick<Scenario, 'object' | 'shipment'> {
  const parcel = { carrier: 'BRT', tracking_number: 'AB123456789', tracking_url: TRACKING_URL };
  const { order_number, first_name, total, payment, address1, zip, city } = order;
  const customer = { first_name, last_name: 'Rossi' };
  const shipping_address = { first_name, last_name: 'Rossi', address1, zip, city, province: 'RM', country: 'IT' };
  const startsByParcel = textOrEmpty(objectOrEmpty(definition.trigger).on).startsWith('shipment.');
  return {
    object: {
      id: '1001',
      order_number,
      phone: '+393331234567',
      customer,
      total,
      payment_method: payment === 'cod' ? 'cod' : 'card',
      shipping_address,
      shipments: [parcel],
    },
    ...(startsByParcel ? { shipment: parcel } : {}),
  };
}
