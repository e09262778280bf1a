import { isJsonObject, type JsonObject } from '../../../shared/json/json';
import { scalarTextOrNull } from '../../../shared/json/read-json';
import type { Deps } from '../../ports';

const fullName = ({ first_name, last_name }: JsonObject): string | null =>
  [first_name, last_name].flatMap((part) => (typeof part === 'string' && part !== '' ? [part] : [])).join(' ') || null;

/** Returns a new address with the name and phone of the order's recipient, where it has none. */
async function completeAddress(
  deps: Pick<Deps, 'orders'>,
  { accountId, storeId, orderId }: { accountId: string; storeId: string; orderId: string },
  address: JsonObject,
): Promise<JsonObject> {
  const known = (member: string) => scalarTextOrNull(address[member]) || null;
  const given = known('name') ?? fullName(address);
  if (given && known('phone')) return { ...address, name: given };
  const order = await deps.orders.findByOrderId(accountId, storeId, orderId);
  const shipping = order?.shippingAddress ?? {};
  const recipient = scalarTextOrNull(shipping.name) || fullName(shipping) || fullName(order?.customer ?? {});
  const name = given ?? recipient;
  const phone = known('phone') ?? (scalarTextOrNull(shipping.phone) || order?.phone || null);
  return { ...address, ...(name === null ? {} : { name }), ...(phone === null ? {} : { phone }) };
}

/**
 * Returns the variables of a push that releases a held parcel, with its number, carrier and episode: they are written with the
 * push, so that a late attempt does not release a later hold. Those of an unknown shipment stay as they are.
 */
export async function shipmentVariables(
  deps: Pick<Deps, 'orders' | 'shipments'>,
  { accountId, storeId, shipmentId }: { accountId: string; storeId: string; shipmentId: string },
  variables: JsonObject,
): Promise<JsonObject> {
  const { shipment } = await deps.shipments.findWithEvents(accountId, shipmentId);
  if (shipment?.storeId !== storeId) return variables;
  const { trackingNumber, carrier, hold, orderId } = shipment;
  const facts = { tracking_number: trackingNumber, carrier, hold_episode: hold?.episode ?? null };
  const { address } = variables;
  const isNew = variables.action === 'redeliver_new_address' && isJsonObject(address) && orderId !== null;
  if (!isNew) return { ...variables, ...facts };
  return { ...variables, ...facts, address: await completeAddress(deps, { accountId, storeId, orderId }, address) };
}
