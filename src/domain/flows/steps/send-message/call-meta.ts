import type { NamePair } from '../../../../db/customer-names';
import type { Message } from '../../../../db/messages';
import type { JsonObject } from '../../../../shared/json';
import { secretPlace } from '../../../../shared/seal';
import { breaksChannel } from '../../../channels/broken-codes';
import { markBroken } from '../../../channels/mark-broken';
import { namesInAnswer } from '../../../customers/names-in-answer';
import { queueUnmatched } from '../../../customers/queue-unmatched';
import type { Choice } from '../../../messages/choose-form';
import { cloudPayload } from '../../../messages/cloud-payload';
import { newOutgoing } from '../../../messages/new-outgoing';
import { STALL_MS } from '../../../requests/wake-times';
import { type Facts, wamidOf } from './facts';
import { LOST_ANSWER_MS } from './lost-answer';
import { slowDown } from './pace';
import { type Channel, type Ended, held, type Send, type Sent } from './send';

type Chosen = Extract<Choice, { kind: 'send' }>;

const rowOf = ({ context, at, input }: Send, { channelId }: Channel, { message }: Chosen, now: number): Message =>
  newOutgoing(
    {
      accountId: context.accountId,
      channelId,
      userKey: context.loaded.request.userKey,
      address: input.to,
      requestId: context.requestId,
      step: at.step,
      visit: at.visit,
      callAt: now,
    },
    message,
    now,
  );

/** Writes how a send ended, with its step. */
export async function endSend(
  { context: { deps, accountId, requestId }, at }: Send,
  {
    messageId,
    sent,
    ended,
    detail,
  }: {
    messageId: string;
    sent: { wamid: string; address: string; pairs: NamePair[] } | null;
    ended: Ended;
    detail: JsonObject;
  },
): Promise<Sent> {
  const shown = { ...detail, message_id: messageId, ...(sent ? {} : { error: { ...ended } }) };
  const now = deps.now();
  const result = { ...ended, now };
  const unmatched = await deps.runLog.endSend({
    accountId,
    requestId,
    at,
    messageId,
    sent,
    detail: shown,
    result,
    now,
  });
  await queueUnmatched(deps, unmatched);
  return result;
}

/**
 * Calls Meta once and writes what came of it; throws to be tried again unless this attempt is the last. The row is written
 * before the call with the time at which it begins: who finds it later knows that the message may have gone out.
 */
export async function callMeta(
  send: Send,
  channel: Channel,
  facts: Facts,
  chosen: Chosen,
  told: JsonObject,
): Promise<Sent | null> {
  const { context, at, progress, input, last } = send;
  const { deps, accountId, requestId } = context;
  const { channelId, phoneNumberId } = channel;
  const accessToken = await deps.sealer.open(channel.accessToken, secretPlace(channelId, 'access_token'));
  const now = deps.now();
  const { message, why } = chosen;
  const detail = { ...told, kind: message.kind, form: why };
  const begun = await deps.runLog.beginSend({
    accountId,
    requestId,
    at: { ...at, detail },
    progress,
    now,
    wakeAt: now + STALL_MS,
    message: rowOf(send, channel, chosen, now),
    reminds: input.reminds,
  });
  if (!begun.live || !begun.message) return null;
  const { messageId, wamid, address } = begun.message;
  const sent: Ended = { kind: 'sent', messageId, now };
  if (wamid !== null) return endSend(send, { messageId, sent: { wamid, address, pairs: [] }, ended: sent, detail });

  const answers = wamidOf(facts, input.replyTo);
  const payload = cloudPayload({ address: input.to, messageId, answers, message });
  const answer = await deps.whatsapp.send({ phoneNumberId, accessToken, payload });
  if (answer.kind === 'lost') {
    return held('answer_lost', { until: now + LOST_ANSWER_MS, channelId, detail, now: deps.now() });
  }
  if (answer.kind === 'accepted') {
    const reached = {
      wamid: answer.wamid,
      ...namesInAnswer(answer.contacts, { accountId, dialled: input.to, at: deps.now() }),
    };
    return endSend(send, { messageId, sent: reached, ended: sent, detail });
  }
  const { code, metaCode } = answer;
  if (breaksChannel(metaCode)) {
    await deps.runLog.clearCall({ accountId, messageId });
    await markBroken(deps, { accountId, channelId, reason: code });
    return held('channel_broken', { until: null, channelId, detail: { ...detail, reason: code }, now: deps.now() });
  }
  await slowDown(send, channel, metaCode);
  if (answer.kind === 'again' && !last) {
    await deps.runLog.clearCall({ accountId, messageId });
    throw new Error(`Meta: ${code}`);
  }
  const ended: Ended = { kind: 'failed', code, detail: answer.detail, now };
  return endSend(send, { messageId, sent: null, ended, detail });
}
