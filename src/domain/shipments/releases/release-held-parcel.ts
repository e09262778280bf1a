import type { Push } from '../../../db/pushes';
import type { Store } from '../../../db/stores';
import { RELEASE_UNKNOWN } from '../../../shared/statuses';
import { afterWorkingDay } from '../../../shared/working-day';
import type { Deps } from '../../ports';
import type { ApplyDeps } from '../../shipment-events/write-uncontested';
import type { Connector, ConnectorDeps, ConnectorFailure, ParcelReading, ReleaseAnswer } from '../connectors/connector';
import { parseReleaseInstruction, type ReleaseInstruction } from '../connectors/release-instruction';
import type { ReleaseState } from '../reports/shipment-event';
import { hasLeftHold } from './has-left-hold';
import { lastRelease, type ReleaseRecord, recordRelease } from './release-records';

/** The platform may still be executing a release whose answer was lost. */
const SETTLE_MS = 300_000;

export type ReleaseDeps = ConnectorDeps & ApplyDeps & Pick<Deps, 'shipments'>;

/** The result of an attempt to release a parcel. */
export type ReleaseResult =
  | { kind: 'accepted' | 'pending'; message: string; releaseId: string | null }
  | { kind: 'refused'; code: string; status: number | null; message: string }
  /** It is not known whether the parcel was released: read its state again later. */
  | { kind: 'unknown'; code: string; status: number | null; message: string }
  /** The same, and the platform answers: it shows the parcel as held. */
  | { kind: 'still_held' }
  /** Nothing was released, and the same may be tried again. */
  | Omit<ConnectorFailure, 'isFinal'>;

const refused = (code: string, message = '', status: number | null = null): ReleaseResult => ({
  kind: 'refused',
  code,
  status,
  message,
});
const STILL_HELD = { kind: 'still_held' } as const;
const MOVED_ON = { kind: 'accepted', message: 'The parcel is no longer held', releaseId: null } as const;

const failed = ({ isFinal, ...failure }: ConnectorFailure): ReleaseResult =>
  isFinal ? refused(failure.code, failure.message, failure.status) : failure;

/** Whether a reading proves that the parcel left the hold that began at `heldSince`. */
function hasMovedOn(reading: ParcelReading, { action }: ReleaseInstruction, heldSince: number): boolean {
  if (reading.kind !== 'read' || reading.state === null) return false;
  if (reading.at !== null && reading.at < heldSince) return false;
  // "Going back" also stands for a refused parcel, which is still held.
  if (reading.state === 'returning') return action === 'return_to_sender';
  return reading.state !== 'held' && reading.state !== 'announced';
}

/** Whether a person has retried the push since its last attempt. */
const isRetriedByPerson = ({ attempts, attemptsBefore }: Push): boolean =>
  attemptsBefore > 0 && attempts === attemptsBefore;

/** Decides about a release whose result is not known, after the parcel was read as still held. */
function mayRepeat(
  push: Push,
  record: ReleaseRecord,
  { defersRelease }: { defersRelease: boolean },
  now: number,
): boolean {
  if (isRetriedByPerson(push)) return true;
  return !defersRelease && now - record.at >= SETTLE_MS;
}

const STATE_OF: Record<ReleaseAnswer['kind'], ReleaseState> = {
  accepted: 'accepted',
  pending: 'pending',
  unknown: 'unknown',
  not_held: 'refused',
  failed: 'refused',
};

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
  const { accountId, objectId, pushId } = push;
  const load = () => deps.shipments.findWithEvents(accountId, objectId);
  const { shipment, events } = await load();
  if (shipment?.storeId !== push.storeId) return refused('shipment_not_found');
  const { trackingNumber } = shipment;
  const parsed = parseReleaseInstruction(push.variables);
  if (!parsed.ok) return refused('invalid_variables', JSON.stringify(parsed.problems));
  const { instruction } = parsed;
  const refusal = connector.refusal(instruction);
  if (refusal) return refused(refusal.code, refusal.message);
  if (trackingNumber === null) return refused('no_tracking_number');

  const wasHeld = instruction.episode !== null;
  const episode = instruction.episode ?? 0;
  const heldSince = shipment.hold?.episode === episode ? shipment.hold.since : 0;
  const last = lastRelease(events, episode);
  const isAnswered = last?.state === 'accepted' || last?.state === 'pending';
  // A person who retries knows that the carrier has done nothing.
  const isOpen = last !== null && (isAnswered ? isRetriedByPerson(push) : last.state !== 'refused');
  const write = (number: number, state: ReleaseState, detail: string) =>
    recordRelease(deps, shipment, { ref: { episode, number }, state, pushId, detail });

  if (last && isAnswered && !isOpen) {
    if (last.pushId !== pushId) return refused('already_released', `The push ${last.pushId} has released this parcel`);
    return { kind: last.state === 'pending' ? 'pending' : 'accepted', message: '', releaseId: null };
  }
  if (wasHeld && hasLeftHold(shipment, events, push.createdAt)) {
    if (last && isOpen) await write(last.number, 'accepted', MOVED_ON.message);
    return MOVED_ON;
  }
  const reading = await connector.read(deps, store, trackingNumber);
  if (reading.kind === 'failed') {
    const result = failed(reading);
    // What was sent stays unknown when the parcel can't be read.
    return isOpen && result.kind === 'refused' ? { ...result, kind: 'unknown' } : result;
  }
  if (last && isOpen) {
    if (hasMovedOn(reading, instruction, heldSince)) {
      await write(last.number, 'accepted', MOVED_ON.message);
      return MOVED_ON;
    }
    const now = deps.now();
    if (!mayRepeat(push, last, reading, now)) {
      return now < afterWorkingDay(last.at) ? STILL_HELD : refused(RELEASE_UNKNOWN, 'The parcel is still held');
    }
  }

  const number = (last?.number ?? 0) + 1;
  const isClaimed = await write(number, 'sent', instruction.action);
  if (!isClaimed) return STILL_HELD;
  const answer = await connector.release(deps, store, reading.ref, instruction);
  if (answer.kind === 'not_held') {
    const [now, second] = [await load(), await connector.read(deps, store, trackingNumber)];
    const hasLeft =
      hasMovedOn(second, instruction, heldSince) ||
      (wasHeld && now.shipment !== undefined && hasLeftHold(now.shipment, now.events, push.createdAt));
    // Somebody may have released it before: only a reading shows whether it is still held.
    if (!hasLeft && second.kind === 'failed') {
      await write(number, 'unknown', answer.message);
      return { kind: 'unknown', code: second.code, status: second.status, message: second.message };
    }
    await write(number, hasLeft ? 'accepted' : 'refused', answer.message);
    return hasLeft ? MOVED_ON : refused('not_held', answer.message, 409);
  }
  await write(number, STATE_OF[answer.kind], answer.message);
  return answer.kind === 'failed' ? failed(answer) : answer;
}
