import type { Progress } from '../../../../db/run-statements';
import type { JsonObject } from '../../../../shared/json';
import type { channelFor } from '../../../channels/channel-for';
import type { EffectContext } from '../../engine/durable-effects';
import type { At, SendInput } from '../../engine/effects';

/** One attempt to send; `lost` is how many calls were made before of which no answer came. */
export type Send = {
  context: EffectContext;
  at: At;
  progress: Progress;
  input: SendInput & { lost: number };
  /** After this attempt there is no other. */
  last: boolean;
};

export type Channel = NonNullable<Awaited<ReturnType<typeof channelFor>>>;

/** What a send waits for outside of it, until when, and by which broken channel. */
export type Held = {
  kind: 'held';
  why: 'answer_lost' | 'channel_broken' | 'pace' | 'send_window';
  until: number | null;
  heldChannelId: string | null;
  detail: JsonObject;
  now: number;
};

export type Ended =
  | { kind: 'sent'; messageId: string | null; now: number }
  | { kind: 'failed'; code: string; detail: string; now: number };

export type Sent = Ended | Held;

export const held = (
  why: Held['why'],
  { until, channelId, detail, now }: { until: number | null; channelId: string; detail: JsonObject; now: number },
): Held => ({
  kind: 'held',
  why,
  until,
  heldChannelId: why === 'channel_broken' ? channelId : null,
  detail: { ...detail, held: why },
  now,
});
