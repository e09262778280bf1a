import type { JsonObject } from '../../../../shared/json';
import { type SendAttempt, type SendChannel, type SendResult, suspendedSend } from './send-attempt';
import type { SendFacts } from './send-facts';

/** So long a status may take to tell that a send whose answer was lost did arrive. */
export const LOST_ANSWER_MS = 60_000;
/** With the policy `hold` so long; with `resend` so many calls are made at most. */
const MAX_LOST_ANSWER_WAIT_MS = 1_800_000;
const MAX_LOST_ANSWERS = 5;

/**
 * What is to be done about an earlier call of which no end is known: wait for a status, give up, or (null) call again. By
 * the flow's own policy: `resend` may write twice, `hold` may write never.
 */
export function resolveLostAnswer(
  { input: { onLostAnswer, lostAnswers: lost } }: SendAttempt,
  { sent }: SendFacts,
  { channelId }: SendChannel,
  detail: JsonObject,
  now: number,
): SendResult | null {
  if (!sent || sent.callStartedAt === null) return null;
  const until = sent.callStartedAt + (onLostAnswer === 'hold' ? MAX_LOST_ANSWER_WAIT_MS : LOST_ANSWER_MS);
  if (now < until) return suspendedSend('answer_lost', { until, channelId, detail, now });
  if (onLostAnswer === 'resend' && lost < MAX_LOST_ANSWERS) return null;
  const said = "Meta's answer was lost, and no status has told whether the message arrived";
  return { kind: 'failed', code: 'answer_lost', detail: said, now };
}
