import { aadFor } from '../../../../shared/crypto/encryption';
import type { JsonObject } from '../../../../shared/json/json';
import { limitEnd } from '../../../channels/limit-end';
import { STALL_MS } from '../../../requests/next-check-times';
import { nextOpening, type SendWindow } from '../../engine/send-window';
import { applySettings } from '../../settings/apply-settings';
import { callMeta, endSend, type SendDecision } from './call-meta';
import { resolveLostAnswer } from './lost-answer';
import {
  type OwnedSend,
  type SendAttempt,
  type SendAttemptResult,
  type SendChannel,
  type SendOutcome,
  suspendedSend,
} from './send-attempt';
import { chooseSendForm, loadSendFacts, type SendFacts } from './send-facts';
import { throttleSend } from './throttle';

/** Writes the end of a step that has not called Meta. */
async function endStep(
  { context, at, progress }: SendAttempt,
  result: SendOutcome,
  detail: JsonObject,
): Promise<SendOutcome | null> {
  const { deps, accountId, requestId } = context;
  const run = { accountId, requestId };
  const { now } = result;
  const begun = await deps.runLog.beginStep({
    ...run,
    at: { ...at, detail },
    progress,
    now,
    nextCheckAt: now + STALL_MS,
  });
  if (!begun.live) return null;
  const failed = result.kind === 'failed';
  const fullDetail = failed ? { ...detail, error: { ...result } } : detail;
  await deps.runLog.endStep({ ...run, at, status: failed ? 'failed' : 'done', detail: fullDetail, result, now });
  return result;
}

/** Writes a failure. The message of an earlier call fails with its step. */
const endFailed = (
  send: SendAttempt,
  facts: SendFacts,
  ended: SendOutcome,
  detail: JsonObject,
): Promise<SendAttemptResult | null> =>
  facts.sent
    ? endSend(send, { messageId: facts.sent.messageId, sent: null, ended, detail })
    : endStep(send, ended, detail);

/** Returns when the send window opens: a run that was suspended may resume at night. */
function windowOpensAt({ context: { loaded } }: SendAttempt, now: number): number {
  // The stored definition may name a setting, whose value is the window.
  const window = applySettings(loaded.definition).send_window as SendWindow | undefined;
  return window ? nextOpening(window, now, loaded.account.timeZone) : now;
}

async function markRead(
  { context: { deps }, input }: SendAttempt,
  channel: SendChannel,
  { conversation }: SendFacts,
): Promise<JsonObject> {
  if (input.markRead === null || !conversation) return {};
  const { channelId, phoneNumberId } = channel;
  const accessToken = await deps.encryptor.decrypt(channel.accessToken, aadFor(channelId, 'access_token'));
  const typing = input.markRead === 'typing';
  const wamid = conversation.lastWamid;
  return { marked_read: await deps.whatsapp.markRead({ phoneNumberId, accessToken, wamid, typing }) };
}

/** Returns the customer's current address: someone else may have the number that they gave up while the run waited. */
function currentAddress({ context: { loaded }, input: { to } }: SendAttempt, { userKey, movedTo }: SendFacts): string {
  const isTheirs = loaded.request.userKey === `+${to}` && userKey?.startsWith('+');
  return (isTheirs ? userKey : movedTo)?.replace(/^\+/, '') ?? to;
}

/** Of a free form and a template, the template may go while a person answers the customer. */
function formWhileOwned({ input }: SendAttempt, facts: SendFacts, now: number): SendDecision | null {
  const forms = { free: null, template: input.template, fallback: null };
  const choice = input.template ? chooseSendForm({ input: forms }, facts, now) : null;
  return choice?.kind === 'send' ? { ...choice, why: 'person_owns' } : null;
}

/** Suspends a send until the conversation is given back to the flows, or fails it where the step says how to go on. */
function endOwned(
  send: SendAttempt,
  channelId: string,
  { messageId, detail }: OwnedSend,
): Promise<SendAttemptResult | null> | SendAttemptResult {
  const now = send.context.deps.now();
  if (send.input.onOwned === 'wait') return suspendedSend('person_owns', { until: null, channelId, detail, now });
  const reason = 'A person answers this customer: flows send only templates until the conversation is given back';
  const ended: SendOutcome = { kind: 'failed', code: 'person_owns', detail: reason, now };
  return messageId === null ? endStep(send, ended, detail) : endSend(send, { messageId, sent: null, ended, detail });
}

/** Fails a send that may not wait. A call whose answer is lost may have gone out, and its message stays as it is. */
async function endOptional(
  send: SendAttempt,
  { why, detail, now }: Extract<SendAttemptResult, { kind: 'held' }>,
): Promise<SendAttemptResult | null> {
  const ended: SendOutcome = { kind: 'failed', code: why, detail: 'The message could not be sent at once', now };
  return why === 'answer_lost'
    ? endStep(send, ended, detail)
    : endFailed(send, await loadSendFacts(send), ended, detail);
}

/**
 * Makes one attempt to send a message. Throws to be retried unless this attempt is the last; returns null when the request
 * has ended. Meta has no idempotency key, so the row is written before the call: a status that echoes its id proves that
 * an attempt whose answer was lost did arrive, and then nothing is sent again.
 */
export async function performSend(attempt: SendAttempt): Promise<SendAttemptResult | null> {
  const send: SendAttempt = { ...attempt, input: { ...attempt.input, to: attempt.input.to.replace(/^\+/, '') } };
  const sent = await attemptSend(send);
  return sent?.kind === 'held' && send.input.isOptional ? endOptional(send, sent) : sent;
}

async function attemptSend(normalized: SendAttempt): Promise<SendAttemptResult | null> {
  const { context } = normalized;
  const { deps } = context;
  const facts = await loadSendFacts(normalized);
  const { channel } = facts;
  // The customer may have an earlier copy, whose id Meta has not given us, and may quote it.
  const baseDetail: JsonObject = { to: normalized.input.to, ...(facts.sent?.isResent ? { resent: true } : {}) };
  if (!channel) {
    const reason = 'The flow has no channel to send from';
    return endStep(
      normalized,
      { kind: 'failed', code: 'channel_not_found', detail: reason, now: deps.now() },
      baseDetail,
    );
  }
  const { channelId } = channel;
  const send: SendAttempt = { ...normalized, input: { ...normalized.input, to: currentAddress(normalized, facts) } };
  const { input } = send;
  const now = deps.now();
  if (facts.sent && facts.sent.wamid !== null) {
    const { messageId, wamid, address } = facts.sent;
    const detail = { ...baseDetail, kind: facts.sent.kind };
    return endSend(send, {
      messageId,
      sent: { wamid, address, pairs: [] },
      ended: { kind: 'sent', messageId, now },
      detail,
    });
  }
  const lost = resolveLostAnswer(send, facts, channel, baseDetail, now);
  if (lost) return lost.kind === 'held' ? lost : endFailed(send, facts, lost, baseDetail);

  const choice = input.free || input.template ? chooseSendForm(send, facts, now) : null;
  if (choice?.kind === 'failed') return endFailed(send, facts, { ...choice, now }, baseDetail);
  if (channel.brokenAt !== null)
    return suspendedSend('channel_broken', { until: null, channelId, detail: baseDetail, now });
  const limitedUntil = choice ? limitEnd(channel, choice.message.kind, now) : null;
  if (limitedUntil !== null)
    return suspendedSend('channel_limited', { until: limitedUntil, channelId, detail: baseDetail, now });
  const opens = windowOpensAt(send, now);
  if (opens > now) return suspendedSend('send_window', { until: opens, channelId, detail: baseDetail, now });

  const isResent = input.lostAnswers > 0 || (facts.sent?.callStartedAt ?? null) !== null;
  const detail = {
    ...baseDetail,
    ...(isResent ? { resent: true } : {}),
    ...(await markRead(send, channel, facts)),
  };
  if (!choice) return endStep(send, { kind: 'sent', messageId: null, now: deps.now() }, detail);
  const throttled = await throttleSend(send, channel, detail);
  if (throttled) return throttled;
  const called = await callMeta(send, channel, facts, choice, detail);
  if (called?.kind !== 'owned') return called;
  const allowed = formWhileOwned(send, facts, now);
  const sent = allowed ? await callMeta(send, channel, facts, allowed, detail) : called;
  return sent?.kind === 'owned' ? endOwned(send, channelId, sent) : sent;
}
