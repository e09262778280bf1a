import type { Push, PushResult } from '../../db/pushes';
import { QUEUE_HOLD_MS } from '../queue-times';

/** How a push stands that nothing was done for yet: waiting is no attempt. */
export const postpone = (push: Push, nextAt: number): PushResult => ({
  push,
  state: push.attempts === 0 ? 'pending' : 'retrying',
  nextAt,
  heldUntil: nextAt + QUEUE_HOLD_MS,
  lastError: push.lastError,
  attempt: null,
  charge: null,
  verification: push.verification,
  pausesStore: false,
  mayWarn: false,
});
