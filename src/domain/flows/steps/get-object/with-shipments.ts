import type { JsonObject, JsonValue } from '../../../../shared/json/json';
import { objectsIn } from '../../../../shared/json/read-json';

const numberOf = ({ tracking_number: number }: JsonObject): string | null =>
  typeof number === 'string' ? number.replaceAll(/\s/g, '').toUpperCase() : null;

/** Adds the parcels that only Shopify knows to ours, which also have what carriers and platforms report. */
function addMissing(ours: JsonObject[], shopifys: JsonValue | undefined): JsonObject[] {
  const known = new Set(ours.map(numberOf));
  const missing = objectsIn(shopifys).filter((each) => {
    const number = numberOf(each);
    return number === null ? ours.length === 0 : !known.has(number);
  });
  return [...ours, ...missing];
}

/** Returns an order with its `shipments`, of which `ours` are stored here. What a merchant's own answer has under this name wins. */
export function withShipments(order: JsonObject, ours: JsonObject[], kind: 'custom' | 'shopify'): JsonObject {
  if (kind === 'shopify') return { ...order, shipments: addMissing(ours, order.shipments) };
  return order.shipments === undefined ? { ...order, shipments: ours } : order;
}
