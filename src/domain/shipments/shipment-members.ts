import { shipmentView } from '../shipment-view';

const SHIPMENT = shipmentView({
  shipmentId: '',
  state: 'held',
  stateAt: null,
  carrier: null,
  trackingNumber: null,
  trackingUrl: null,
  attempts: 0,
  hold: null,
  delayed: false,
  problem: false,
  expectedAt: null,
});

/** The members of a shipment in conditions and templates. */
export const SHIPMENT_MEMBERS = Object.keys(SHIPMENT);

/** The members of the objects among them. */
export const INNER_SHIPMENT_MEMBERS: Record<string, string[]> = {
  held: ['episode', 'reason', 'since', 'until', 'release'],
};
