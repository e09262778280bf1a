import type { PushResult } from '../../db/pushes/push-result';
import type { Push } from '../../db/pushes/pushes';
import { QUEUE_DELIVERY_GRACE_MS } from '../queue-times';

/** Default members of a push result. */
export const emptyPushResult = (push: Push) => ({
  push,
  nextAttemptAt: null,
  visibleAt: null,
  lastError: null,
  attempt: null,
  charge: null,
  held: push.held,
  verification: push.verification,
  pausesStore: false,
  mayWarn: false,
});

/** Returns the result of a push that was not attempted. */
export const postpone = (push: Push, nextAttemptAt: number): PushResult => ({
  ...emptyPushResult(push),
  state: push.attempts === 0 ? 'pending' : 'retrying',
  nextAttemptAt,
  visibleAt: nextAttemptAt + QUEUE_DELIVERY_GRACE_MS,
  lastError: push.lastError,
});
