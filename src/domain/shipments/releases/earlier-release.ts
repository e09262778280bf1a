import type { Push } from '../../../db/pushes/pushes';
import { RELEASE_UNKNOWN } from '../../../shared/flows/statuses';
import { afterWorkingDay } from '../../../shared/time/working-day';
import type { ReleaseAttempt } from './release-attempt';
import { lastRelease, type ReleaseRecord } from './release-records';
import { type ReleaseResult, refused, STILL_HELD } from './release-result';

/**
 * For this long the platform may still be executing a release whose answer was lost. The attempts before are readings: with the usual
 * delays they come 5 seconds and 5 minutes after the call, and a third one, half an hour later, comes before the repetition.
 */
const SETTLE_MS = 600_000;

/** Whether a person has retried the push since its last attempt. */
const isRetriedByPerson = ({ attempts, attemptsBefore }: Push): boolean =>
  attemptsBefore > 0 && attempts === attemptsBefore;

/** The last release of an episode. */
export type EarlierRelease = {
  last: ReleaseRecord;
  /** What it did is not known, or a person knows that it did nothing. */
  isOpen: boolean;
  /** The result of an attempt that an answered release makes needless. */
  answer: ReleaseResult | null;
};

/** Returns the last release of the attempt's episode; null if none has been sent. */
export function earlierRelease({ push, events, episode }: ReleaseAttempt): EarlierRelease | null {
  const last = lastRelease(events, episode);
  if (last === null) return null;
  if (last.state !== 'accepted' && last.state !== 'pending') {
    return { last, isOpen: last.state !== 'refused' && last.state !== 'not_sent', answer: null };
  }
  if (isRetriedByPerson(push)) return { last, isOpen: true, answer: null };
  const answer: ReleaseResult =
    last.pushId === push.pushId
      ? { kind: last.state, message: '', releaseId: null }
      : refused('already_released', `The push ${last.pushId} has released this parcel`);
  return { last, isOpen: false, answer };
}

/**
 * Decides about an open release after the parcel was read as still held: null if it may be sent again. One that the platform passes
 * on later (`defersRelease`) is repeated by a person only. One working day after the release it is given up.
 */
export function stillHeld(
  { deps, push }: ReleaseAttempt,
  last: ReleaseRecord,
  { defersRelease }: { defersRelease: boolean },
): ReleaseResult | null {
  const now = deps.now();
  const isSettled = !defersRelease && now - last.at >= SETTLE_MS;
  if (isSettled || isRetriedByPerson(push)) return null;
  return now < afterWorkingDay(last.at) ? STILL_HELD : refused(RELEASE_UNKNOWN, 'The parcel is still held');
}
