import type { ReleaseAnswer } from '../connectors/connector';
import { hasLeftHold } from './has-left-hold';
import { hasMovedOn } from './has-moved-on';
import type { ReleaseAttempt } from './release-attempt';
import type { RecordedState } from './release-records';
import { MOVED_ON, notReleased, type ReleaseResult, refused, STILL_HELD } from './release-result';

const stateOf = (answer: Exclude<ReleaseAnswer, { kind: 'not_held' }>): RecordedState => {
  if (answer.kind !== 'failed') return answer.kind;
  return answer.isFinal ? 'refused' : 'not_sent';
};

/** Returns the result for a parcel that the platform did not release because it is not held: somebody may have released it before. */
async function afterNotHeld(attempt: ReleaseAttempt, number: number, message: string): Promise<ReleaseResult> {
  const { deps, connector, store, push, instruction, trackingNumber, record } = attempt;
  const { shipment, events } = await deps.shipments.findWithEvents(push.accountId, push.objectId);
  const reading = await connector.read(deps, store, trackingNumber);
  const hasLeft =
    hasMovedOn(reading, attempt) ||
    (instruction.episode !== null && shipment !== undefined && hasLeftHold(shipment, events, push.createdAt));
  // Only a reading shows whether it is still held.
  if (!hasLeft && reading.kind === 'failed') {
    await record(number, 'unknown', message);
    return { kind: 'unknown', code: reading.code, status: reading.status, message: reading.message };
  }
  await record(number, hasLeft ? 'accepted' : 'refused', message);
  return hasLeft ? MOVED_ON : refused('not_held', message, 409);
}

/**
 * Sends the release with this number and records its result. It is recorded before it is sent, so of two concurrent ones only one is.
 * `ref` is the platform's name of the parcel.
 */
export async function sendRelease(attempt: ReleaseAttempt, number: number, ref: string): Promise<ReleaseResult> {
  const { deps, connector, store, instruction, record } = attempt;
  if (!(await record(number, 'sent', instruction.action))) return STILL_HELD;
  const answer = await connector.release(deps, store, ref, instruction);
  if (answer.kind === 'not_held') return afterNotHeld(attempt, number, answer.message);
  await record(number, stateOf(answer), answer.message);
  return answer.kind === 'failed' ? notReleased(answer) : answer;
}
