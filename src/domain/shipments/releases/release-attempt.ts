import type { Push } from '../../../db/pushes/pushes';
import type { Shipment, ShipmentEventRow } from '../../../db/shipments/shipments';
import type { Store } from '../../../db/stores/stores';
import type { Deps } from '../../ports';
import type { ApplyDeps } from '../../shipment-events/write-uncontested';
import type { Connector, ConnectorDeps } from '../connectors/connector';
import { parseReleaseInstruction, type ReleaseInstruction } from '../connectors/release-instruction';
import { type RecordedState, recordRelease } from './release-records';
import { type ReleaseResult, refused } from './release-result';

export type ReleaseDeps = ConnectorDeps & ApplyDeps & Pick<Deps, 'shipments'>;

/** One attempt to release a parcel, which the platform can execute. */
export type ReleaseAttempt = {
  deps: ReleaseDeps;
  connector: Connector;
  push: Push;
  store: Store;
  shipment: Shipment;
  events: ShipmentEventRow[];
  instruction: ReleaseInstruction;
  trackingNumber: string;
  /** The hold that the push is about; 0 if the parcel was not held when it was made. */
  episode: number;
  /** When that hold began; 0 if it is over or unknown. */
  heldSince: number;
  /** Records the state of a release of this episode; false if it has been recorded already. */
  record: (number: number, state: RecordedState, detail: string) => Promise<boolean>;
};

/** Loads what an attempt is about; returns a result instead if the platform cannot execute it. */
export async function loadReleaseAttempt(
  deps: ReleaseDeps,
  connector: Connector,
  { push, store }: { push: Push; store: Store },
): Promise<{ ok: true; attempt: ReleaseAttempt } | { ok: false; result: ReleaseResult }> {
  const stop = (...reason: Parameters<typeof refused>) => ({ ok: false as const, result: refused(...reason) });
  const { shipment, events } = await deps.shipments.findWithEvents(push.accountId, push.objectId);
  if (shipment?.storeId !== push.storeId) return stop('shipment_not_found');
  const parsed = parseReleaseInstruction(push.variables);
  if (!parsed.ok) return stop('invalid_variables', JSON.stringify(parsed.problems));
  const { instruction } = parsed;
  const refusal = connector.refusal(instruction);
  if (refusal) return stop(refusal.code, refusal.message);
  const { trackingNumber } = shipment;
  if (trackingNumber === null) return stop('no_tracking_number');
  const episode = instruction.episode ?? 0;
  const heldSince = shipment.hold?.episode === episode ? shipment.hold.since : 0;
  const record = (number: number, state: RecordedState, detail: string) =>
    recordRelease(deps, shipment, { ref: { episode, number }, state, pushId: push.pushId, detail });
  const of = { shipment, events, instruction, trackingNumber, episode, heldSince, record };
  return { ok: true, attempt: { deps, connector, push, store, ...of } };
}
