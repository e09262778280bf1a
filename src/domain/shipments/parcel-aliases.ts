import { shopifyOrderIds } from '../../shared/shopify-order-id';
import type { OrderRef, ParcelRef } from './reports/shipment-report';

/** Returns a tracking number as it is compared: carriers and platforms write it with spaces, or in lower case. */
const normalizeNumber = (number: string): string => number.replaceAll(/\s/g, '').toUpperCase();

export const numberAlias = (number: string): string => `number:${normalizeNumber(number)}`;

/** Returns the aliases of a parcel. The first is its main one; a fulfillment's names only a parcel without another name. */
export function aliasesOf(parcel: ParcelRef): { alias: string; isReturn: boolean }[] {
  const { trackingNumber, otherNumbers, returnNumbers, parcelId, fulfillmentGid } = parcel;
  const own = [...(trackingNumber === null ? [] : [trackingNumber]), ...otherNumbers].map(numberAlias);
  if (parcelId !== null) own.push(`parcel:${parcelId}`);
  if (own.length === 0 && fulfillmentGid !== null) own.push(`fulfillment:${fulfillmentGid}`);
  const back = returnNumbers.map(numberAlias).filter((alias) => !own.includes(alias));
  return [
    ...[...new Set(own)].map((alias) => ({ alias, isReturn: false })),
    ...[...new Set(back)].map((alias) => ({ alias, isReturn: true })),
  ];
}

/** Returns the ids under which the order may be stored, and its number with and without `#`. */
export const orderNames = ({ ids, numbers }: OrderRef): { ids: string[]; numbers: string[] } => ({
  ids: [...new Set(ids.flatMap((id) => [id, ...shopifyOrderIds(id)]))],
  numbers: [
    ...new Set(numbers.flatMap((number) => [number, number.replace(/^#/, ''), `#${number.replace(/^#/, '')}`])),
  ],
});

const ORDER_PREFIX = 'order:';
const NUMBER_PREFIX = 'order_number:';

/** Returns the aliases by which a parcel without an order is found when its order comes. */
export function orderAliases(order: OrderRef): string[] {
  const { ids, numbers } = orderNames(order);
  return [...ids.map((id) => ORDER_PREFIX + id), ...numbers.map((number) => NUMBER_PREFIX + number)];
}

/** Returns the order that a parcel's aliases name. */
export const namedOrder = (aliases: readonly string[]): OrderRef => ({
  ids: aliases.flatMap((alias) => (alias.startsWith(ORDER_PREFIX) ? [alias.slice(ORDER_PREFIX.length)] : [])),
  numbers: aliases.flatMap((alias) => (alias.startsWith(NUMBER_PREFIX) ? [alias.slice(NUMBER_PREFIX.length)] : [])),
});
