import type { ListedShipment } from '../../db/pages/shipment-pages';
import { displayCarrier } from '../format/display-carrier';
import { RelativeTime } from '../format/relative-time';
import type { View } from '../view/view';
import { releaseText } from './release-text';
import { ShipmentState } from './shipment-state';
import { shipmentTexts } from './shipment-texts';

/** The end of a hold, and the state of its release, in words. */
function Hold({ view, shipment, now }: { view: View; shipment: ListedShipment; now: number }) {
  const t = shipmentTexts[view.language];
  const { heldUntil } = shipment;
  return (
    <p class="hint">
      {heldUntil === null ? (
        t.noDeadline
      ) : (
        <>
          {t.goesBack} <RelativeTime view={view} ms={heldUntil} now={now} />
        </>
      )}
      {' · '}
      {t.releaseOf}: {releaseText(view.language, shipment)}
    </p>
  );
}

/** Shipments as rows: order and customer, parcel, state; each leads to its page. */
export function ShipmentList({ view, rows, now }: { view: View; rows: ListedShipment[]; now: number }) {
  const t = shipmentTexts[view.language];
  return (
    <ul class="rows">
      {rows.map((shipment) => {
        const { shipmentId, orderNumber, customerName, trackingNumber, carrier, stateAt, createdAt } = shipment;
        return (
          <li>
            <div class="row-card four">
              <div>
                <p class="main">
                  <a href={`/account/profile/shipments/${shipmentId}`}>
                    {orderNumber === null ? t.shipment : t.order} <bdi>{orderNumber ?? trackingNumber ?? '–'}</bdi>
                  </a>
                </p>
                {customerName && (
                  <p class="one-line">
                    <bdi>{customerName}</bdi>
                  </p>
                )}
              </div>
              <div class="hint">
                {carrier && (
                  <p class="one-line">
                    <bdi>{displayCarrier(carrier)}</bdi>
                  </p>
                )}
                {orderNumber !== null && trackingNumber && (
                  <p class="one-line">
                    <bdi>{trackingNumber}</bdi>
                  </p>
                )}
              </div>
              <div class="pills">
                <ShipmentState view={view} shipment={shipment} />
                {shipment.state === 'held' && <Hold view={view} shipment={shipment} now={now} />}
              </div>
              <p class="hint end">
                <RelativeTime view={view} ms={stateAt ?? createdAt} now={now} />
              </p>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
