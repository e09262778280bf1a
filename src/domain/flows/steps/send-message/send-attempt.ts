import type { RunProgress } from '../../../../db/run-statements';
import type { JsonObject } from '../../../../shared/json';
import type { resolveChannel } from '../../../channels/resolve-channel';
import type { EffectContext } from '../../engine/durable-effects';
import type { SendInput, StepIteration } from '../../engine/effects';

/** One attempt to send; `lost` is how many calls were made before of which no answer came. */
export type SendAttempt = {
  context: EffectContext;
  at: StepIteration;
  progress: RunProgress;
  input: SendInput & { lostAnswers: number };
  /** After this attempt there is no other. */
  last: boolean;
};

export type SendChannel = NonNullable<Awaited<ReturnType<typeof resolveChannel>>>;

/** What a send waits for outside of it, until when, and by which broken channel. */
export type SuspendedSend = {
  kind: 'held';
  why: 'answer_lost' | 'channel_broken' | 'pace' | 'send_window';
  until: number | null;
  heldChannelId: string | null;
  detail: JsonObject;
  now: number;
};

export type SendOutcome =
  | { kind: 'sent'; messageId: string | null; now: number }
  | { kind: 'failed'; code: string; detail: string; now: number };

export type SendResult = SendOutcome | SuspendedSend;

export const suspendedSend = (
  why: SuspendedSend['why'],
  { until, channelId, detail, now }: { until: number | null; channelId: string; detail: JsonObject; now: number },
): SuspendedSend => ({
  kind: 'held',
  why,
  until,
  heldChannelId: why === 'channel_broken' ? channelId : null,
  detail: { ...detail, held: why },
  now,
});
