import type { ReleaseAnswer } from '../connectors/connector';
import type { ReleaseState } from '../reports/shipment-event';
import { hasLeftHold } from './has-left-hold';
import { hasMovedOn } from './has-moved-on';
import type { ReleaseAttempt } from './release-attempt';
import { MOVED_ON, notReleased, type ReleaseResult, refused, STILL_HELD } from './release-result';

const STATE_OF: Record<Exclude<ReleaseAnswer['kind'], 'not_held'>, ReleaseState> = {
  accepted: 'accepted',
  pending: 'pending',
  unknown: 'unknown',
  failed: 'refused',
};

/** Whether a parcel that the platform did not release because it is not held has left its hold, here or there. */
async function hasLeft(attempt: ReleaseAttempt): Promise<boolean> {
  const { deps, connector, store, push, instruction, trackingNumber } = attempt;
  const { shipment, events } = await deps.shipments.findWithEvents(push.accountId, push.objectId);
  if (hasMovedOn(await connector.read(deps, store, trackingNumber), attempt)) return true;
  return instruction.episode !== null && shipment !== undefined && hasLeftHold(shipment, events, push.createdAt);
}

/**
 * Sends the release with this number and records its result. It is recorded before it is sent, so of two concurrent ones only one is.
 * `ref` is the platform's name of the parcel.
 */
export async function sendRelease(attempt: ReleaseAttempt, number: number, ref: string): Promise<ReleaseResult> {
  const { deps, connector, store, instruction, record } = attempt;
  if (!(await record(number, 'sent', instruction.action))) return STILL_HELD;
  const answer = await connector.release(deps, store, ref, instruction);
  if (answer.kind === 'not_held') {
    const isOver = await hasLeft(attempt);
    await record(number, isOver ? 'accepted' : 'refused', answer.message);
    return isOver ? MOVED_ON : refused('not_held', answer.message, 409);
  }
  await record(number, STATE_OF[answer.kind], answer.message);
  return answer.kind === 'failed' ? notReleased(answer) : answer;
}
