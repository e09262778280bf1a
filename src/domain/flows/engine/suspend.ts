import type { Message } from '../../../db/messages';
import type { StepRow } from '../../../db/requests';
import type { RunProgress, StepRecord } from '../../../db/run-statements';
import type { WaitingFor } from '../../../db/run-waits';
import type { JsonObject } from '../../../shared/json';
import { waitKey } from '../../../shared/wait-key';
import { DEADLINE_GRACE_MS, STALL_MS } from '../../requests/next-check-times';
import type { DurableRun } from './durable-run';
import { RunEnded } from './run-errors';
import type { StepIteration } from './step-iteration';

/** The longest wait that Workflows allow. A wait without a deadline is restarted after it. */
export const MAX_WAIT_MS = 365 * 86_400_000;
/** The platform's timer may fire slightly early by our clock. */
export const MIN_WAIT_MS = 1_000;

type Wait = {
  deadline: number | null;
  waitingFor: WaitingFor;
  customer?: { channelId: string | null; address: string | null } | null;
};
type SettledWait = { step: StepRow | undefined; reply?: Message | undefined };
type SettleInput = Pick<DurableRun, 'accountId' | 'requestId'> & {
  at: StepIteration;
  now: number;
  nextCheckAt: number;
  sleepUntil: number;
};

/**
 * Suspends a run until `settle` returns a result. An event only wakes the run; the database settles the wait in one batch, so a
 * reply that races with the timeout is settled once, and a reply that arrived before the wait is found.
 */
export async function suspend(
  { deps, durable, accountId, requestId }: DurableRun,
  at: StepRecord,
  progress: RunProgress,
  { deadline, waitingFor, customer = null }: Wait,
  settle: (run: SettleInput) => Promise<SettledWait>,
): Promise<{ result: JsonObject; reply: Message | undefined }> {
  const run = { accountId, requestId, at };
  const openedAt = deps.now();
  // Not the deadline: the event may have arrived already, and if the run crashes before `settle` no event will wake it again.
  const nextCheckAt = openedAt + STALL_MS;
  const opened = await deps.runWaits.openWait({
    ...run,
    progress,
    now: openedAt,
    deadline,
    nextCheckAt,
    waitingFor,
    customer,
  });
  if (!opened.live) throw new RunEnded();
  const until = opened.step?.deadline ?? null;
  for (;;) {
    const now = deps.now();
    const sleepUntil = (until ?? now + MAX_WAIT_MS) + DEADLINE_GRACE_MS;
    const { step, reply } = await settle({ ...run, now, nextCheckAt: now + STALL_MS, sleepUntil });
    if (step?.result) return { result: step.result, reply };
    const remaining = until === null ? MAX_WAIT_MS : Math.max(until - now, MIN_WAIT_MS);
    await durable.waitForEvent(`${at.step}#${at.iteration} wait`, waitKey(at), remaining);
  }
}
