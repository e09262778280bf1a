import type { JsonObject } from '../../../../shared/json';
import type { Facts } from './facts';
import { type Channel, held, type Send, type Sent } from './send';

/** So long a status may take to tell that a send whose answer was lost did arrive. */
export const LOST_ANSWER_MS = 60_000;
/** With the policy `hold` so long; with `resend` so many calls are made at most. */
const LONGEST_HOLD_MS = 1_800_000;
const MOST_LOST = 5;

/**
 * What is to be done about an earlier call of which no end is known: wait for a status, give up, or (null) call again. By
 * the flow's own policy: `resend` may write twice, `hold` may write never.
 */
export function recall(
  { input: { onLostAnswer, lost } }: Send,
  { sent }: Facts,
  { channelId }: Channel,
  detail: JsonObject,
  now: number,
): Sent | null {
  if (!sent || sent.callAt === null) return null;
  const until = sent.callAt + (onLostAnswer === 'hold' ? LONGEST_HOLD_MS : LOST_ANSWER_MS);
  if (now < until) return held('answer_lost', { until, channelId, detail, now });
  if (onLostAnswer === 'resend' && lost < MOST_LOST) return null;
  const said = "Meta's answer was lost, and no status has told whether the message arrived";
  return { kind: 'failed', code: 'answer_lost', detail: said, now };
}
