import type { Push } from '../../db/pushes/pushes';
import type { Store } from '../../db/stores/stores';
import type { Connector } from '../shipments/connectors/connector';
import { connectorOf } from '../shipments/releases/connector-of';
import { isShipment } from '../shipments/releases/is-shipment';

/** Returns the shipping platform that a push goes to; null for the store itself. */
export const platformOf = ({ objectType, objectId }: Push, store: Store): Connector | null =>
  isShipment({ type: objectType, id: objectId }) ? connectorOf(store) : null;

/**
 * Returns the key and the limits of the rate state that a push uses. A shipping platform has its own, so that it and the store do
 * not slow each other.
 */
export function rateOf(store: Store, platform: Connector | null): { key: string; rate: Store['rate'] } {
  return platform
    ? { key: `${store.storeId}:shipping`, rate: platform.rate }
    : { key: store.storeId, rate: store.rate };
}
