import type { Message } from '../../../db/messages';
import type { StepRow } from '../../../db/requests';
import type { PassedStep, Progress, StepKey } from '../../../db/run-statements';
import type { WaitingFor } from '../../../db/run-waits';
import { homeCountry } from '../../../shared/home-country';
import type { JsonObject } from '../../../shared/json';
import { DEADLINE_GRACE_MS, STALL_MS } from '../../requests/wake-times';
import type { EffectContext } from './durable-effects';
import { type At, type Effects, RunEnded } from './effects';
import { recipientOf } from './recipient';

/** Workflows wait 365 days at the longest; a wait with no end is opened again then. */
const LONGEST_MS = 365 * 86_400_000;
/** The platform's timer may fire a little early by our clock. */
const SHORTEST_MS = 1_000;

type Wait = {
  deadline: number | null;
  waitingFor: WaitingFor;
  customer?: { channelId: string | null; address: string | null } | null;
};
type Settled = { step: StepRow | undefined; reply?: Message | undefined };

/**
 * Suspends a run until `settle` finds the wait decided. The event is a wake-up only: what decides is the log, in one batch,
 * so that a reply at the very moment of the time-out is decided once, and one that came early is there already.
 */
export async function suspend(
  { deps, durable, accountId, requestId }: EffectContext,
  at: PassedStep,
  progress: Progress,
  { deadline, waitingFor, customer = null }: Wait,
  settle: (run: {
    accountId: string;
    requestId: string;
    at: At;
    now: number;
    wakeAt: number;
    sleepUntil: number;
  }) => Promise<Settled>,
): Promise<{ result: JsonObject; reply: Message | undefined }> {
  const run = { accountId, requestId, at };
  const openedAt = deps.now();
  // Not the end of the wait: what it waits for may be here, and a run that breaks before it has looked is told by nobody.
  const wakeAt = openedAt + STALL_MS;
  const opened = await deps.runWaits.openWait({
    ...run,
    progress,
    now: openedAt,
    deadline,
    wakeAt,
    waitingFor,
    customer,
  });
  if (!opened.live) throw new RunEnded();
  const until = opened.step?.deadline ?? null;
  for (;;) {
    const now = deps.now();
    const sleepUntil = (until ?? now + LONGEST_MS) + DEADLINE_GRACE_MS;
    const { step, reply } = await settle({ ...run, now, wakeAt: now + STALL_MS, sleepUntil });
    if (step?.result) return { result: step.result, reply };
    const remaining = until === null ? LONGEST_MS : Math.max(until - now, SHORTEST_MS);
    await durable.waitForEvent(`${at.step}#${at.visit} wait`, `${at.step}-${at.visit}`, remaining);
  }
}

/**
 * Holds a run before it sends: until `until`, until its channel works again (`heldChannelId`), or until a status tells that
 * the message has arrived after all. Comes back when any of these may have come to pass.
 */
export async function hold(
  { deps, durable, accountId, requestId }: EffectContext,
  at: PassedStep,
  progress: Progress,
  { until, heldChannelId }: { until: number | null; heldChannelId: string | null },
): Promise<void> {
  const now = deps.now();
  const end = until ?? now + LONGEST_MS;
  const times = { now, wakeAt: now + STALL_MS, sleepUntil: end + DEADLINE_GRACE_MS };
  const held = await deps.runWaits.openHold({ accountId, requestId, at, progress, ...times, heldChannelId });
  if (!held.live) throw new RunEnded();
  if (!held.waits) return;
  const ms = Math.max(end - now, SHORTEST_MS);
  await durable.waitForEvent(`${at.step}#${at.visit} hold`, `${at.step}-${at.visit}`, ms);
}

/** The deadline that was set when the wait was first opened, for a run that begins again. */
const firstDeadline = ({ loaded }: EffectContext, at: At, deadline: number): number =>
  loaded.steps.find(({ step, visit }) => step === at.step && visit === at.visit)?.deadline ?? deadline;

/** Where the customer of a run is that has not written to them itself, as far as flow and key tell. */
function customerOf({ loaded: { request, definition, account } }: EffectContext) {
  const address = recipientOf(request.userKey, [homeCountry(account)])?.replace(/^\+/, '') ?? null;
  const channelId = typeof definition.channel === 'string' ? definition.channel : null;
  return { channelId, address };
}

export function waitForReply(
  context: EffectContext,
  at: At,
  progress: Progress,
  { timeoutMs, asked }: { timeoutMs: number; asked: StepKey | null },
) {
  const { deps } = context;
  const deadline = firstDeadline(context, at, deps.now() + timeoutMs);
  return suspend(
    context,
    { ...at, detail: {} },
    progress,
    { deadline, waitingFor: 'reply', customer: customerOf(context) },
    (run) => deps.runWaits.settleReplyWait({ ...run, asked }),
  );
}

export async function waitForTime(context: EffectContext, at: At, progress: Progress, until: number) {
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

export async function waitForPush(context: EffectContext, at: At): ReturnType<Effects['updateObject']> {
  const { deps } = context;
  const nothing: Progress = { passed: [], patch: {} };
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
