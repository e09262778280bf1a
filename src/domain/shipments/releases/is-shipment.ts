import type { ObjectRef } from '../../canonical-object';

/** Whether an object is one of our shipments; a merchant may use the same type for an object of its own. */
export const isShipment = ({ type, id }: ObjectRef): boolean => type === 'shipment' && id.startsWith('shp_');
