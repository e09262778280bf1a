import type { Shipment } from '../../db/shipments/shipments';
import type { View } from '../view/view';
import { shipmentTexts } from './shipment-texts';

const STATE_CLASSES: Record<Shipment['state'], string> = {
  announced: '',
  in_transit: 'moving',
  out_for_delivery: 'moving',
  attempt_failed: 'warning',
  held: 'warning',
  ready_for_pickup: 'moving',
  delivered: 'done',
  returning: 'failed',
  returned: 'failed',
  lost: 'failed',
  cancelled: '',
};

/** The state of a shipment, and what is wrong with it. */
export function ShipmentState({
  view,
  shipment: { state, delayed, problem },
}: {
  view: View;
  shipment: Pick<Shipment, 'state' | 'delayed' | 'problem'>;
}) {
  const t = shipmentTexts[view.language];
  return (
    <>
      <span class={`state ${STATE_CLASSES[state]}`}>{t.state[state]}</span>
      {delayed && <span class="pill warning">{t.mark.delayed}</span>}
      {problem && <span class="pill failed">{t.mark.problem}</span>}
    </>
  );
}
