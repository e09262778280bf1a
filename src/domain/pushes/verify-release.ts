import type { Push } from '../../db/pushes/pushes';
import type { Verification } from '../../db/schema';
import { afterWorkingDay } from '../../shared/time/working-day';
import type { Deps } from '../ports';
import { hasLeftHold } from '../shipments/releases/has-left-hold';
import type { VerificationResult } from './verify-push';

const MIN_DELAY_MS = 60_000;
const MAX_DELAY_MS = 3_600_000;

/**
 * Checks whether a released parcel has left its hold. Until one working day after the release it is checked again, after a minute
 * and then at growing intervals of up to an hour; a parcel that is still held then is unverified.
 */
export async function verifyRelease(
  deps: Pick<Deps, 'now' | 'shipments'>,
  { push, verification }: { push: Push; verification: Verification },
): Promise<VerificationResult> {
  const now = deps.now();
  const { shipment, events } = await deps.shipments.findWithEvents(push.accountId, push.objectId);
  const releasedAt = verification.releasedAt ?? now;
  const checked = { ...verification, releasedAt, awaiting: false };
  const isFulfilled = shipment !== undefined && hasLeftHold(shipment, events, push.createdAt);
  const result = { readFailed: false };
  if (isFulfilled) return { ...result, state: 'delivered', verification: checked, error: null };
  const remaining = afterWorkingDay(releasedAt) - now;
  if (remaining <= 0) return { ...result, state: 'unverified', verification: checked, error: 'verify_still_held' };
  const delay = Math.min(Math.max(now - releasedAt, MIN_DELAY_MS), MAX_DELAY_MS);
  const delayMs = Math.min(delay, remaining);
  const awaiting = { ...checked, awaiting: true };
  return { ...result, state: 'retrying', delayMs, verification: awaiting, error: 'verify_still_held' };
}
