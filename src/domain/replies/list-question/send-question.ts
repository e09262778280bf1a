import { aadFor } from '../../../shared/crypto/encryption';
import { breaksChannel } from '../../channels/breaks-channel';
import { markBroken } from '../../channels/mark-broken';
import { aliasesInSendResponse } from '../../customers/aliases-in-send-response';
import { LOST_ANSWER_MS } from '../../flows/steps/send-message/lost-answer';
import type { QuestionEvent } from '../../inbound-event';
import { cloudPayload } from '../../messages/cloud-payload';
import type { OutgoingMessage } from '../../messages/outgoing-message';
import type { Deps } from '../../ports';

/**
 * Sends a question once. Throws to be retried while Meta cannot take it, and while an earlier call whose answer was lost may
 * still turn out to have gone out.
 */
export async function sendQuestion(
  deps: Pick<Deps, 'channels' | 'encryptor' | 'log' | 'messages' | 'now' | 'questions' | 'runLog' | 'whatsapp'>,
  { account_id: accountId, request_id: requestId, message_id: messageOfEvent }: Omit<QuestionEvent, 'type'>,
): Promise<void> {
  const now = deps.now();
  const { question, pending } = await deps.questions.claimForSending({
    accountId,
    messageId: messageOfEvent ?? null,
    requestId,
    now,
    lostBefore: now - LOST_ANSWER_MS,
  });
  if (!question) {
    if (pending) throw new Error('an earlier call may still have gone out');
    return;
  }
  const { messageId, channelId, address, content } = question;
  const key = { accountId, messageId, now };
  const channel = await deps.channels.find(accountId, channelId);
  if (!channel) return deps.messages.markFailed({ ...key, error: { code: 'channel_not_found' } });
  const { phoneNumberId } = channel;
  const accessToken = await deps.encryptor.decrypt(channel.accessToken, aadFor(channelId, 'access_token'));
  const message = content as OutgoingMessage;
  const payload = cloudPayload({ address, messageId, replyToWamid: null, message });
  const answer = await deps.whatsapp.send({ phoneNumberId, accessToken, payload });
  if (answer.kind === 'accepted') {
    const { pairs } = aliasesInSendResponse(answer.contacts, { accountId, dialled: address, at: deps.now() });
    return deps.messages.markAccepted({ ...key, wamid: answer.wamid, pairs });
  }
  if (answer.kind === 'lost') throw new Error('Meta: the answer was lost');
  const { code, metaCode } = answer;
  if (breaksChannel(metaCode)) await markBroken(deps, { accountId, channelId, reason: code });
  else if (answer.kind === 'refused') {
    deps.log('question_not_sent', { account_id: accountId, message_id: messageId, code });
    return deps.messages.markFailed({ ...key, error: { code, detail: answer.detail } });
  }
  await deps.runLog.clearCall({ accountId, messageId });
  throw new Error(`Meta: ${code}`);
}
