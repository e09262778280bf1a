import type { NamePair } from '../../../../db/customers/customer-names';
import type { Message } from '../../../../db/messages/messages';
import type { NewWait } from '../../../../db/run-log/open-wait-statements';
import { aadFor } from '../../../../shared/crypto/encryption';
import { waitKey } from '../../../../shared/flows/wait-key';
import type { JsonObject } from '../../../../shared/json/json';
import { breaksChannel } from '../../../channels/breaks-channel';
import { markBroken } from '../../../channels/mark-broken';
import { aliasesInSendResponse } from '../../../customers/aliases-in-send-response';
import { requeueUnmatched } from '../../../customers/requeue-unmatched';
import type { FormDecision } from '../../../messages/choose-form';
import { cloudPayload } from '../../../messages/cloud-payload';
import { newOutgoingMessage } from '../../../messages/new-outgoing-message';
import { reportRateLimit } from '../../../rate/send-pace';
import { STALL_MS } from '../../../requests/next-check-times';
import { newWait } from '../../engine/suspend';
import { LOST_ANSWER_MS } from './lost-answer';
import {
  type OwnedSend,
  type SendAttempt,
  type SendAttemptResult,
  type SendChannel,
  type SendOutcome,
  suspendedSend,
} from './send-attempt';
import { resolveWamid, type SendFacts } from './send-facts';

export type SendDecision = Extract<FormDecision, { kind: 'send' }>;

const rowOf = (
  { context, at, input }: SendAttempt,
  { channelId }: SendChannel,
  { message }: SendDecision,
  now: number,
): Message =>
  newOutgoingMessage(
    {
      accountId: context.accountId,
      channelId,
      userKey: context.loaded.request.userKey,
      address: input.to,
      requestId: context.requestId,
      step: at.step,
      iteration: at.iteration,
      callStartedAt: now,
    },
    message,
    now,
  );

/** Returns the wait for the reply to a message that has gone out by `now`, if it is the next step. */
const waitAfter = ({ context, input: { nextWait } }: SendAttempt, now: number): NewWait | null => {
  if (nextWait === null) return null;
  const { at, timeoutMs, questionStep } = nextWait;
  const wait = { deadline: now + timeoutMs, wait: { for: 'reply' as const, questionStep } };
  return newWait(context, { ...at, detail: {} }, wait, now);
};

/** Writes the end of a send with its step, and opens the wait for the reply. */
export async function endSend(
  send: SendAttempt,
  {
    messageId,
    sent,
    ended,
    detail,
  }: {
    messageId: string;
    sent: { wamid: string; address: string; pairs: NamePair[] } | null;
    ended: SendOutcome;
    detail: JsonObject;
  },
): Promise<SendAttemptResult> {
  const { context, at } = send;
  const { deps, accountId, requestId, openedWaits } = context;
  const fullDetail = { ...detail, message_id: messageId, ...(sent ? {} : { error: { ...ended } }) };
  const now = deps.now();
  const result = { ...ended, now };
  const wait = sent && waitAfter(send, now);
  const { unmatched, settled } = await deps.runLog.endSend({
    accountId,
    requestId,
    at,
    messageId,
    sent,
    detail: fullDetail,
    result,
    now,
    wait,
  });
  if (wait && settled) openedWaits.set(waitKey(wait.at), settled);
  await requeueUnmatched(deps, unmatched);
  return result;
}

/**
 * Calls Meta once and writes the result. Throws to be retried unless this attempt is the last. The row is written before
 * the call with the time of the call, so that a later attempt knows that the message may have gone out.
 */
export async function callMeta(
  send: SendAttempt,
  channel: SendChannel,
  facts: SendFacts,
  chosen: SendDecision,
  baseDetail: JsonObject,
): Promise<SendAttemptResult | OwnedSend | null> {
  const { context, at, progress, input, last } = send;
  const { deps, accountId, requestId } = context;
  const { channelId, phoneNumberId } = channel;
  const accessToken = await deps.encryptor.decrypt(channel.accessToken, aadFor(channelId, 'access_token'));
  const now = deps.now();
  const { message, why } = chosen;
  const detail = { ...baseDetail, kind: message.kind, form: why };
  const begun = await deps.runLog.beginSend({
    accountId,
    requestId,
    at: { ...at, detail },
    progress,
    now,
    nextCheckAt: now + STALL_MS,
    message: rowOf(send, channel, chosen, now),
    isReminder: input.isReminder,
  });
  if (!begun.live) return null;
  if (begun.isOwned) return { kind: 'owned', messageId: begun.message?.messageId ?? null, detail };
  if (!begun.message) return null;
  const { messageId, wamid, address } = begun.message;
  const sent: SendOutcome = { kind: 'sent', messageId, now };
  if (wamid !== null) return endSend(send, { messageId, sent: { wamid, address, pairs: [] }, ended: sent, detail });

  const replyToWamid = resolveWamid(facts, input.replyTo);
  const payload = cloudPayload({ address: input.to, messageId, replyToWamid, message });
  const answer = await deps.whatsapp.send({ phoneNumberId, accessToken, payload });
  if (answer.kind === 'lost') {
    return suspendedSend('answer_lost', { until: now + LOST_ANSWER_MS, channelId, detail, now: deps.now() });
  }
  if (answer.kind === 'accepted') {
    const delivery = {
      wamid: answer.wamid,
      ...aliasesInSendResponse(answer.contacts, { accountId, dialled: input.to, at: deps.now() }),
    };
    return endSend(send, { messageId, sent: delivery, ended: sent, detail });
  }
  const { code, metaCode } = answer;
  if (breaksChannel(metaCode)) {
    await deps.runLog.clearCall({ accountId, messageId });
    await markBroken(deps, { accountId, channelId, reason: code });
    return suspendedSend('channel_broken', {
      until: null,
      channelId,
      detail: { ...detail, reason: code },
      now: deps.now(),
    });
  }
  await reportRateLimit(deps, { channelId, address: input.to }, metaCode);
  if (answer.kind === 'again' && !last) {
    await deps.runLog.clearCall({ accountId, messageId });
    throw new Error(`Meta: ${code}`);
  }
  const ended: SendOutcome = { kind: 'failed', code, detail: answer.detail, now };
  return endSend(send, { messageId, sent: null, ended, detail });
}
