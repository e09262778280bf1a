import type { Held } from '../../shared/flows/statuses';
import type { NewCharge } from '../charges/charges';
import type { pushAttempts, pushes, Verification } from '../schema';

/** The result of a consumer's work on a push. */
export type PushResult = {
  push: typeof pushes.$inferSelect;
  state: 'delivered' | 'unverified' | 'retrying' | 'dead' | 'pending';
  nextAttemptAt: number | null;
  visibleAt: number | null;
  lastError: string | null;
  attempt: typeof pushAttempts.$inferSelect | null;
  charge: NewCharge | null;
  verification: Verification | null;
  held: Held | null;
  /** The merchant responded with 410, or Shopify rejected our access: the store is paused until a person resumes it. */
  pausesStore: boolean;
  /** Half of the attempts have failed: warn if the store has accepted nothing in that time. */
  mayWarn: boolean;
};
