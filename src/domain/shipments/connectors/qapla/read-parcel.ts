import type { QaplaShipment } from '../../../../clients/qapla';
import type { Store } from '../../../../db/stores/stores';
import { QAPLA_STATUSES, qaplaCode } from '../../sources/qapla/statuses';
import { readSourceTime } from '../../sources/source-time';
import type { ConnectorDeps, ParcelReading } from '../connector';
import { NO_KEY, NO_SHIPMENT, readFailure } from './failures';
import { channelKey } from './get-token';

const normalized = (number: string | null | undefined): string => (number ?? '').replaceAll(/\s/g, '').toUpperCase();

function stateOf({ status }: QaplaShipment) {
  const { id = '', detailID = '' } = status?.qaplaStatus ?? {};
  const code = qaplaCode(id === '' ? null : id, [detailID]);
  return code === null ? null : (QAPLA_STATUSES[code]?.state ?? null);
}

/** Returns the shipment with a number among those that Qapla' found; a held one first, because carriers use numbers again. */
function chooseShipment(shipments: QaplaShipment[], trackingNumber: string): QaplaShipment | undefined {
  const wanted = normalized(trackingNumber);
  const fitting = shipments.filter(
    (each) =>
      each.id !== '' &&
      !each.isDeleted &&
      !each.isReturnShipment &&
      [each.trackingNumber, each.newTrackingNumber, each.oldTrackingNumber].some((one) => normalized(one) === wanted),
  );
  return fitting.find((each) => stateOf(each) === 'held') ?? fitting[0];
}

/** Reads a parcel by Qapla's getShipment. */
export async function readQaplaParcel(
  deps: ConnectorDeps,
  store: Store,
  trackingNumber: string,
): Promise<ParcelReading> {
  const apiKey = await channelKey(deps, store);
  if (apiKey === null) return NO_KEY;
  const answer = await deps.qapla.getShipments(apiKey, trackingNumber);
  if (answer.kind === 'failed') return readFailure(answer);
  const found = chooseShipment(answer.shipments, trackingNumber);
  if (!found) return NO_SHIPMENT;
  const { status, courier, id } = found;
  return {
    kind: 'read',
    ref: id.replace(/^0+(?=\d)/, ''),
    state: stateOf(found),
    at: readSourceTime(status?.dateISO ?? status?.date ?? null)?.happenedAt ?? null,
    // Qapla' passes BRT's releases on by file transfer.
    defersRelease: /^brt/i.test(courier?.code ?? ''),
  };
}
