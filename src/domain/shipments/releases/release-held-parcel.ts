import type { Push } from '../../../db/pushes/pushes';
import type { Store } from '../../../db/stores/stores';
import type { Connector, ConnectorFailure } from '../connectors/connector';
import { type EarlierRelease, earlierRelease, stillHeld } from './earlier-release';
import { hasLeftHold } from './has-left-hold';
import { hasMovedOn } from './has-moved-on';
import { loadReleaseAttempt, type ReleaseAttempt, type ReleaseDeps } from './release-attempt';
import { MOVED_ON, notReleased, type ReleaseResult } from './release-result';
import { sendRelease } from './send-release';

/** Whether the parcel has left the hold that the push is about since the push was made. */
const isOver = ({ instruction, shipment, events, push }: ReleaseAttempt): boolean =>
  instruction.episode !== null && hasLeftHold(shipment, events, push.createdAt);

/** Records that an open release has been executed. */
async function movedOn({ record }: ReleaseAttempt, earlier: EarlierRelease | null): Promise<ReleaseResult> {
  if (earlier?.isOpen) await record(earlier.last.number, 'accepted', MOVED_ON.message);
  return MOVED_ON;
}

/** Returns the result of an attempt whose parcel cannot be read: what was sent before stays unknown. */
function notRead(failure: ConnectorFailure, earlier: EarlierRelease | null): ReleaseResult {
  const result = notReleased(failure);
  return earlier?.isOpen && result.kind === 'refused' ? { ...result, kind: 'unknown' } : result;
}

/**
 * Makes one attempt to release a held parcel by a shipping platform. The release is recorded before it is sent. While its result
 * is not known it is repeated only after a reading that shows the parcel as held, some minutes later; never by itself where the
 * platform passes releases on later. After one working day it is given up as `release_unknown`.
 */
export async function releaseHeldParcel(
  deps: ReleaseDeps,
  connector: Connector,
  { push, store }: { push: Push; store: Store },
): Promise<ReleaseResult> {
  const loaded = await loadReleaseAttempt(deps, connector, { push, store });
  if (!loaded.ok) return loaded.result;
  const { attempt } = loaded;
  const earlier = earlierRelease(attempt);
  if (earlier?.answer) return earlier.answer;
  if (isOver(attempt)) return movedOn(attempt, earlier);
  const reading = await connector.read(deps, store, attempt.trackingNumber);
  if (reading.kind === 'failed') return notRead(reading, earlier);
  if (earlier?.isOpen) {
    if (hasMovedOn(reading, attempt)) return movedOn(attempt, earlier);
    const result = stillHeld(attempt, earlier.last, reading);
    if (result) return result;
  }
  return sendRelease(attempt, (earlier?.last.number ?? 0) + 1, reading.ref);
}
