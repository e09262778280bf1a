import type { ParcelReading } from '../connectors/connector';
import type { ReleaseAttempt } from './release-attempt';

/** Whether a reading proves that the parcel left the hold that an attempt is about. */
export function hasMovedOn(
  reading: ParcelReading,
  { instruction, heldSince }: Pick<ReleaseAttempt, 'instruction' | 'heldSince'>,
): boolean {
  if (reading.kind !== 'read' || reading.state === null) return false;
  if (reading.at !== null && reading.at < heldSince) return false;
  // "Going back" also stands for a refused parcel, which is still held.
  if (reading.state === 'returning') return instruction.action === 'return_to_sender';
  return reading.state !== 'held' && reading.state !== 'announced';
}
