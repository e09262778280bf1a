import type { Message } from '../../../db/messages';
import type { StepRow } from '../../../db/requests';
import type { RunProgress, StepKey, StepRecord } from '../../../db/run-statements';
import type { WaitingFor } from '../../../db/run-waits';
import { homeCountry } from '../../../shared/home-country';
import type { JsonObject } from '../../../shared/json';
import { waitKey } from '../../../shared/wait-key';
import { DEADLINE_GRACE_MS, STALL_MS } from '../../requests/next-check-times';
import type { EffectContext } from './durable-effects';
import { type Effects, RunEnded, type StepIteration } from './effects';
import { parseRecipient } from './parse-recipient';

/** Workflows wait 365 days at the longest; a wait with no end is opened again then. */
const MAX_WAIT_MS = 365 * 86_400_000;
/** The platform's timer may fire a little early by our clock. */
const MIN_WAIT_MS = 1_000;

type Wait = {
  deadline: number | null;
  waitingFor: WaitingFor;
  customer?: { channelId: string | null; address: string | null } | null;
};
type SettledWait = { step: StepRow | undefined; reply?: Message | undefined };

/**
 * Suspends a run until `settle` finds the wait decided. The event is a wake-up only: what decides is the log, in one batch,
 * so that a reply at the very moment of the time-out is decided once, and one that came early is there already.
 */
export async function suspend(
  { deps, durable, accountId, requestId }: EffectContext,
  at: StepRecord,
  progress: RunProgress,
  { deadline, waitingFor, customer = null }: Wait,
  settle: (run: {
    accountId: string;
    requestId: string;
    at: StepIteration;
    now: number;
    nextCheckAt: number;
    sleepUntil: number;
  }) => Promise<SettledWait>,
): Promise<{ result: JsonObject; reply: Message | undefined }> {
  const run = { accountId, requestId, at };
  const openedAt = deps.now();
  // Not the end of the wait: what it waits for may be here, and a run that breaks before it has looked is told by nobody.
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

/**
 * Holds a run before it sends: until `until`, until its channel works again (`heldChannelId`), or until a status tells that
 * the message has arrived after all. Comes back when any of these may have come to pass.
 */
export async function suspendBeforeSend(
  { deps, durable, accountId, requestId }: EffectContext,
  at: StepRecord,
  progress: RunProgress,
  { until, heldChannelId }: { until: number | null; heldChannelId: string | null },
): Promise<void> {
  const now = deps.now();
  const end = until ?? now + MAX_WAIT_MS;
  const times = { now, nextCheckAt: now + STALL_MS, sleepUntil: end + DEADLINE_GRACE_MS };
  const held = await deps.runWaits.suspend({ accountId, requestId, at, progress, ...times, heldChannelId });
  if (!held.live) throw new RunEnded();
  if (!held.mustWait) return;
  const ms = Math.max(end - now, MIN_WAIT_MS);
  await durable.waitForEvent(`${at.step}#${at.iteration} hold`, waitKey(at), ms);
}

/** The deadline that was set when the wait was first opened, for a run that begins again. */
const firstDeadline = ({ loaded }: EffectContext, at: StepIteration, deadline: number): number =>
  loaded.steps.find(({ step, iteration }) => step === at.step && iteration === at.iteration)?.deadline ?? deadline;

/** Where the customer of a run is that has not written to them itself, as far as flow and key tell. */
function customerOf({ loaded: { request, definition, account } }: EffectContext) {
  const address = parseRecipient(request.userKey, [homeCountry(account)])?.replace(/^\+/, '') ?? null;
  const channelId = typeof definition.channel === 'string' ? definition.channel : null;
  return { channelId, address };
}

export function performWaitForReply(
  context: EffectContext,
  at: StepIteration,
  progress: RunProgress,
  { timeoutMs, asked }: { timeoutMs: number; asked: StepKey | null },
) {
  const { deps } = context;
  const deadline = firstDeadline(context, at, deps.now() + timeoutMs);
  return suspend(
    context,
    { ...at, detail: {} },
    progress,
    { deadline, waitingFor: 'reply', customer: customerOf(context) },
    (run) => deps.runWaits.settleReplyWait({ ...run, questionStep: asked }),
  );
}

export async function performWaitUntil(
  context: EffectContext,
  at: StepIteration,
  progress: RunProgress,
  until: number,
) {
  const { deps } = context;
  const { result } = await suspend(
    context,
    { ...at, detail: {} },
    progress,
    { deadline: until, waitingFor: 'timer' },
    async (run) => ({
      step: await deps.runWaits.settleTimer(run),
    }),
  );
  return result;
}

export async function waitForPush(context: EffectContext, at: StepIteration): ReturnType<Effects['updateObject']> {
  const { deps } = context;
  const nothing: RunProgress = { completedSteps: [], patch: {} };
  const { result } = await suspend(
    context,
    { ...at, detail: {} },
    nothing,
    { deadline: null, waitingFor: 'delivery' },
    async (run) => ({
      step: await deps.runWaits.settlePushWait(run),
    }),
  );
  return result as Awaited<ReturnType<Effects['updateObject']>>;
}
