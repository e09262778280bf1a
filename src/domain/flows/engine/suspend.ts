import type { NewWait } from '../../../db/run-log/open-wait-statements';
import type { SettledWait } from '../../../db/run-log/settle-statements';
import type { RunProgress, StepRecord } from '../../../db/runs/run-statements';
import { waitKey } from '../../../shared/flows/wait-key';
import { DEADLINE_GRACE_MS, STALL_MS } from '../../requests/next-check-times';
import type { DurableRun } from './durable-run';
import { isEmptyProgress } from './run';
import { RunEnded } from './run-errors';

/** The longest wait that Workflows allow. A wait without a deadline is restarted after it. */
export const MAX_WAIT_MS = 365 * 86_400_000;
/** The platform's timer may fire slightly early by our clock. */
export const MIN_WAIT_MS = 1_000;

/**
 * Whether a wait that is open after an attempt to settle it at `settledAt` is suspended: its deadline has passed, and nobody can reply on
 * its channel. The repair of the channel sets another deadline and wakes the run.
 */
const isSuspended = (deadline: number, settledAt: number): boolean => deadline <= settledAt;

/**
 * Returns the times of a wait that is settled at `now`: the next check of a run that goes on is not at the deadline, because
 * if the run crashes now, no event will wake it.
 */
const settleTimes = (now: number, deadline: number | null) => ({
  now,
  nextCheckAt: now + STALL_MS,
  sleepUntil: (deadline === null || isSuspended(deadline, now) ? now + MAX_WAIT_MS : deadline) + DEADLINE_GRACE_MS,
});

/** Returns a wait as it is opened at `now`. */
export const newWait = (
  { accountId, requestId }: Pick<DurableRun, 'accountId' | 'requestId'>,
  at: StepRecord,
  { deadline, wait, customer = null }: Pick<NewWait, 'deadline' | 'wait'> & { customer?: NewWait['customer'] },
  now: number,
): NewWait => ({ accountId, requestId, at, deadline, wait, customer, ...settleTimes(now, deadline) });

/** Opens a wait, unless an effect has opened it with what it wrote. */
async function openWait(
  { deps, openedWaits }: Pick<DurableRun, 'deps' | 'openedWaits'>,
  progress: RunProgress,
  opening: NewWait,
): Promise<SettledWait> {
  const opened = openedWaits.get(waitKey(opening.at));
  openedWaits.delete(waitKey(opening.at));
  return opened && isEmptyProgress(progress) ? opened : deps.runWaits.openWait({ ...opening, progress });
}

/** Notifies people of the conversation that a run hands over, if it begins to wait with this. */
async function reportHandOver(
  { deps, accountId, requestId }: DurableRun,
  { wait, now }: Pick<NewWait, 'wait' | 'now'>,
): Promise<void> {
  if (wait.for !== 'person' || !deps.webPush) return;
  await deps.queueInbound([{ type: 'waiting', account_id: accountId, of: { request_id: requestId }, began_at: now }]);
}

/**
 * Suspends a run until its wait has ended. An event only wakes the run; the database settles the wait in one batch, so a
 * reply that races with the timeout is settled once, and a reply that arrived before the wait is found.
 */
export async function suspend(run: DurableRun, progress: RunProgress, opening: NewWait) {
  const { deps, durable, accountId, requestId } = run;
  const { at, wait } = opening;
  run.takeFreshness();
  // What an effect has opened was settled before.
  let settledAt = run.openedWaits.has(waitKey(at)) ? 0 : opening.now;
  const settle = (deadline: number | null): Promise<SettledWait> => {
    settledAt = deps.now();
    return deps.runWaits.settleWait({ accountId, requestId, at, wait, ...settleTimes(settledAt, deadline) });
  };
  const opened = await openWait(run, progress, opening);
  if (opened.live && !opened.step?.result) await reportHandOver(run, opening);
  for (let settled = opened; ; ) {
    const { live, step, reply } = settled;
    if (!live) throw new RunEnded();
    if (step?.result) return { result: step.result, reply };
    // As first opened, for a run that starts over.
    const deadline = step?.deadline ?? null;
    const isTimed = deadline !== null && !isSuspended(deadline, settledAt);
    const remaining = isTimed ? Math.max(deadline - deps.now(), MIN_WAIT_MS) : MAX_WAIT_MS;
    await durable.waitForEvent(`${at.step}#${at.iteration} wait`, waitKey(at), remaining);
    settled = await settle(deadline);
    // A repair of the channel has set another one: the next check is to be at that.
    const current = settled.step?.deadline ?? null;
    if (current !== deadline) settled = await settle(current);
  }
}
