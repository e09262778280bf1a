import type { JsonObject } from '../../../../shared/json/json';
import { type SendAttempt, type SendAttemptResult, type SendChannel, suspendedSend } from './send-attempt';
import type { SendFacts } from './send-facts';

/** How long to wait for a status that confirms a send whose response was lost. */
export const LOST_ANSWER_MS = 60_000;
/** The wait with the policy `hold`. */
const MAX_LOST_ANSWER_WAIT_MS = 1_800_000;
/** The most calls with the policy `resend`. */
const MAX_LOST_ANSWERS = 5;

/**
 * Decides what to do about an earlier call whose response was lost: wait for a status, fail, or call again (null). The
 * policy `resend` may send the message twice; `hold` may not send it at all.
 */
export function resolveLostAnswer(
  { input: { onLostAnswer, lostAnswers } }: SendAttempt,
  { sent }: SendFacts,
  { channelId }: SendChannel,
  detail: JsonObject,
  now: number,
): SendAttemptResult | null {
  if (!sent || sent.callStartedAt === null) return null;
  const until = sent.callStartedAt + (onLostAnswer === 'hold' ? MAX_LOST_ANSWER_WAIT_MS : LOST_ANSWER_MS);
  if (now < until) return suspendedSend('answer_lost', { until, channelId, detail, now });
  if (onLostAnswer === 'resend' && lostAnswers < MAX_LOST_ANSWERS) return null;
  const reason = "Meta's response was lost, and no status has confirmed the message";
  return { kind: 'failed', code: 'answer_lost', detail: reason, now };
}
