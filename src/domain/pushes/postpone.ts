import type { Push, PushResult } from '../../db/pushes';
import { QUEUE_DELIVERY_GRACE_MS } from '../queue-times';

/** Returns the result of a push that was not attempted. */
export const postpone = (push: Push, nextAttemptAt: number): PushResult => ({
  push,
  state: push.attempts === 0 ? 'pending' : 'retrying',
  nextAttemptAt,
  visibleAt: nextAttemptAt + QUEUE_DELIVERY_GRACE_MS,
  lastError: push.lastError,
  attempt: null,
  charge: null,
  verification: push.verification,
  pausesStore: false,
  mayWarn: false,
});
