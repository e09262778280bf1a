import type { RunProgress, StepRecord } from '../../../../db/runs/run-statements';
import { waitKey } from '../../../../shared/flows/wait-key';
import { DEADLINE_GRACE_MS, STALL_MS } from '../../../requests/next-check-times';
import type { DurableRun } from '../../engine/durable-run';
import { RunEnded } from '../../engine/run-errors';
import { MAX_WAIT_MS, MIN_WAIT_MS } from '../../engine/suspend';
import type { SuspendedSend } from './send-attempt';

/**
 * Suspends a run before it sends: until `until`, until its channel works again (`heldChannelId`), until a person gives the
 * conversation back (`why`), or until a status shows that the message arrived after all. Returns when any of these may have happened.
 */
export async function suspendBeforeSend(
  { deps, durable, accountId, requestId }: DurableRun,
  at: StepRecord,
  progress: RunProgress,
  { until, heldChannelId, why }: Pick<SuspendedSend, 'until' | 'heldChannelId' | 'why'>,
): Promise<void> {
  const now = deps.now();
  const end = until ?? now + MAX_WAIT_MS;
  const times = { now, nextCheckAt: now + STALL_MS, sleepUntil: end + DEADLINE_GRACE_MS };
  const isOwned = why === 'person_owns';
  const suspended = await deps.runWaits.suspend({
    accountId,
    requestId,
    at,
    progress,
    ...times,
    heldChannelId,
    isOwned,
    isLimited: why === 'channel_limited',
  });
  if (!suspended.live) throw new RunEnded();
  if (!suspended.mustWait) return;
  const ms = Math.max(end - now, MIN_WAIT_MS);
  await durable.waitForEvent(`${at.step}#${at.iteration} hold`, waitKey(at), ms);
}
