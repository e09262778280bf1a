import { SHIPMENT_STATES } from '../../shared/orders/shipment-states';
import { shipmentView } from '../shipment-view';
import { ALL_DELIVERED, SHIPMENT_TRIGGERS } from '../shipments/shipment-trigger';
import type { SimulationInput } from './simulation-input';

/**
 * Returns the `shipment` of a simulated run: that of the scenario, completed by a parcel to which the flow's trigger has just
 * happened; null for a flow that no shipment starts, unless the scenario has one.
 */
export function simulatedShipment({ definition, scenario }: SimulationInput, startedAt: number) {
  const on = SHIPMENT_TRIGGERS.find((each) => each === definition.trigger.on);
  if (on === undefined && scenario.shipment === undefined) return null;
  const state =
    on === ALL_DELIVERED ? 'delivered' : (SHIPMENT_STATES.find((each) => on === `shipment.${each}`) ?? 'in_transit');
  const view = shipmentView({
    shipmentId: `shp_${'0'.repeat(26)}`,
    state,
    stateAt: startedAt,
    carrier: null,
    trackingNumber: null,
    trackingUrl: null,
    attempts: state === 'attempt_failed' ? 1 : 0,
    hold: state === 'held' ? { episode: 1, reason: null, since: startedAt, until: null, release: null } : null,
    delayed: false,
    problem: on === 'shipment.problem',
    expectedAt: null,
  });
  return { shipment: { ...view, ...scenario.shipment } };
}
