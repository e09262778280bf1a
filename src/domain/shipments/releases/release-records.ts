import type { Shipment, ShipmentEventRow } from '../../../db/shipments/shipments';
import { applyShipmentEvents } from '../../shipment-events/apply-shipment-events';
import type { ApplyDeps } from '../../shipment-events/write-uncontested';
import type { ReleaseState } from '../reports/shipment-event';
import { parcelRef, reportedEvent } from '../reports/shipment-report';

/*
 * The releases of a shipment are events of the source `release`. The id of such an event has the hold's episode, the number of
 * the release in it and the release's state, so that only one of two concurrent releases can be recorded as sent.
 */

type ReleaseRef = { episode: number; number: number };
/** `not_sent`: the platform did nothing, and the same may be tried again; it takes back `sent`. */
export type RecordedState = ReleaseState | 'not_sent';
export type ReleaseRecord = ReleaseRef & {
  /** The push that sent it. */
  pushId: string;
  state: RecordedState;
  /** When it got this state. */
  at: number;
};

const ID = /^[^:]+:(\d+):(\d+):[a-z_]+$/;

/** Returns the last release of an episode, in its last state; null if none has been sent. */
export function lastRelease(events: readonly ShipmentEventRow[], episode: number): ReleaseRecord | null {
  const records = events.flatMap(({ source, sourceEventId, rawCode, release, retracts, receivedAt, seq }) => {
    const state: RecordedState | null = retracts === null ? release : 'not_sent';
    const [, ofEpisode, number] = (source === 'release' && ID.exec(sourceEventId ?? '')) || [];
    if (Number(ofEpisode) !== episode || state === null) return [];
    return [{ episode, number: Number(number), pushId: rawCode ?? '', state, at: receivedAt, seq }];
  });
  const [last] = records.toSorted((a, b) => b.number - a.number || b.seq - a.seq);
  return last ?? null;
}

/** Records the state of a release; false if that state has been recorded already. */
export async function recordRelease(
  deps: ApplyDeps,
  shipment: Shipment,
  {
    ref: { episode, number },
    state,
    pushId,
    detail,
  }: { ref: ReleaseRef; state: RecordedState; pushId: string; detail: string },
): Promise<boolean> {
  const { accountId, storeId, shipmentId, trackingNumber, orderId } = shipment;
  const now = deps.now();
  const idOf = (each: RecordedState): string => `${shipmentId}:${episode}:${number}:${each}`;
  const report = {
    parcel: parcelRef({ trackingNumber }),
    order: { ids: orderId === null ? [] : [orderId], numbers: [] },
    event: reportedEvent({
      source: 'release',
      sourceEventId: idOf(state),
      ...(state === 'not_sent' ? { retracts: idOf('sent') } : { release: state }),
      rawCode: pushId,
      rawText: detail,
      happenedAt: now,
    }),
  };
  const batch = { accountId, storeId, receivedAt: now, reports: [report], raw: null };
  const result = (await applyShipmentEvents(deps, [batch]))[0]?.[0]?.[0];
  if (result?.shipment?.shipmentId !== shipmentId)
    throw new Error(`the release of ${shipmentId} was recorded elsewhere`);
  return result.why !== 'duplicate';
}
