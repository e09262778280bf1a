import { shopifyOrderIds } from './shopify-order-id';

/** How a source names an order: texts that may be the order's id, or its number. */
export type OrderRef = { ids: string[]; numbers: string[] };

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
export function orderAliasesOf(order: OrderRef): string[] {
  const { ids, numbers } = orderNames(order);
  return [...ids.map((id) => ORDER_PREFIX + id), ...numbers.map((number) => NUMBER_PREFIX + number)];
}

/** Returns the order that a parcel's aliases name. */
export const namedOrder = (aliases: readonly string[]): OrderRef => ({
  ids: aliases.flatMap((alias) => (alias.startsWith(ORDER_PREFIX) ? [alias.slice(ORDER_PREFIX.length)] : [])),
  numbers: aliases.flatMap((alias) => (alias.startsWith(NUMBER_PREFIX) ? [alias.slice(NUMBER_PREFIX.length)] : [])),
});
