import type { PushResult } from '../../db/push-results';
import type { Push } from '../../db/pushes';
import { QUEUE_DELIVERY_GRACE_MS } from '../queue-times';

/** How a push stands that nothing was done for yet: waiting is no attempt. */
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
