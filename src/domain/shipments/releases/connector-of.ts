import type { Store } from '../../../db/stores/stores';
import type { ShippingKind } from '../../../shared/orders/shipping-secrets';
import type { Connector } from '../connectors/connector';
import { qaplaConnector } from '../connectors/qapla/connector';

const CONNECTORS: Partial<Record<ShippingKind, Connector>> = { qapla: qaplaConnector };

/** Returns the connector of a store's shipping platform; null if it has none that can release parcels. */
export const connectorOf = ({ shipping }: Pick<Store, 'shipping'>): Connector | null =>
  shipping ? (CONNECTORS[shipping.kind] ?? null) : null;
