import type { Channel } from '../../../../db/channels/channels';
import type { RunProgress } from '../../../../db/runs/run-statements';
import type { JsonObject } from '../../../../shared/json/json';
import type { DurableRun } from '../../engine/durable-run';
import type { StepIteration } from '../../engine/step-iteration';
import type { SendInput } from './send-input';

/** One attempt to send. `lostAnswers` counts the earlier calls whose answer was lost. */
export type SendAttempt = {
  context: DurableRun;
  at: StepIteration;
  progress: RunProgress;
  input: SendInput & { lostAnswers: number };
  /** No attempt follows this one. */
  last: boolean;
};

export type SendChannel = Channel;

/** A send that must wait: why, until when, and for which broken or limited channel. */
export type SuspendedSend = {
  kind: 'held';
  why: 'answer_lost' | 'channel_broken' | 'channel_limited' | 'pace' | 'person_owns' | 'send_window';
  until: number | null;
  heldChannelId: string | null;
  detail: JsonObject;
  now: number;
};

export type SendOutcome =
  | { kind: 'sent'; messageId: string | null; now: number }
  | { kind: 'failed'; code: string; detail: string; now: number };

/** Nothing was sent, because a person or another app answers the customer; `messageId` is of an earlier attempt. */
export type OwnedSend = { kind: 'owned'; messageId: string | null; detail: JsonObject };

export type SendAttemptResult = SendOutcome | SuspendedSend;

export const suspendedSend = (
  why: SuspendedSend['why'],
  { until, channelId, detail, now }: { until: number | null; channelId: string; detail: JsonObject; now: number },
): SuspendedSend => ({
  kind: 'held',
  why,
  until,
  heldChannelId: why === 'channel_broken' || why === 'channel_limited' ? channelId : null,
  detail: { ...detail, held: why },
  now,
});
