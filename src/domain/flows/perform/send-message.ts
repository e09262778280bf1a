import type { Message } from '../../../db/messages';
import type { Progress } from '../../../db/run-statements';
import { newId } from '../../../shared/ids';
import type { JsonObject } from '../../../shared/json';
import { channelFor } from '../../channels/channel-for';
import { cloudPayload } from '../../messages/cloud-payload';
import type { OutgoingMessage } from '../../messages/outgoing-message';
import { STALL_MS } from '../../requests/wake-times';
import { secretPlace } from '../../stores/endpoint-headers';
import type { EffectContext } from '../durable-effects';
import type { At } from '../effects';

/**
 * Sends a message, once an attempt; throws to be tried again unless this attempt is the last. Meta has no idempotency
 * key, so the row is written before the call, and a status that echoes its id proves that an attempt whose answer was
 * lost did arrive: then nothing is sent again.
 */
export async function performSend(
  { deps, loaded, accountId, requestId }: EffectContext,
  at: At,
  progress: Progress,
  { to, message }: { to: string; message: OutgoingMessage },
  last: boolean,
): Promise<JsonObject | null> {
  const run = { accountId, requestId };
  const channel = await channelFor(deps, { accountId, channelId: loaded.definition.channel });
  const now = deps.now();
  if (!channel) {
    const begun = await deps.runLog.beginStep({
      ...run,
      at: { ...at, detail: {} },
      progress,
      now,
      wakeAt: now + STALL_MS,
    });
    return begun.live
      ? { kind: 'failed', code: 'channel_not_found', detail: 'The flow has no channel to write by', now }
      : null;
  }

  const { channelId, phoneNumberId } = channel;
  const row: Message = {
    messageId: newId('msg'),
    ...run,
    channelId,
    direction: 'out',
    userKey: loaded.request.userKey,
    address: to.replace(/^\+/, ''),
    wamid: null,
    step: at.step,
    visit: at.visit,
    kind: message.kind,
    content: message,
    status: 'pending',
    category: null,
    createdAt: now,
    updatedAt: now,
  };
  const step = { ...at, detail: { to, kind: message.kind } };
  const begun = await deps.runLog.beginSend({ ...run, at: step, progress, now, wakeAt: now + STALL_MS, message: row });
  if (!begun.live || !begun.message) return null;
  const { messageId, status, wamid } = begun.message;
  const done = async (sent: { wamid: string; address: string } | null, result: JsonObject): Promise<JsonObject> => {
    const ended = deps.now();
    const detail = { ...step.detail, message_id: messageId, ...(sent ? {} : { error: result }) };
    const whole = { ...result, now: ended };
    await deps.runLog.endSend({ ...run, at, messageId, sent, detail, result: whole, now: ended });
    return whole;
  };
  if (status !== 'pending' && wamid !== null) {
    return done({ wamid, address: begun.message.address }, { kind: 'sent', messageId });
  }

  const accessToken = await deps.sealer.open(channel.accessToken, secretPlace(channelId, 'access_token'));
  const payload = cloudPayload({ address: to, messageId, message });
  const answer = await deps.whatsapp.send({ phoneNumberId, accessToken, payload });
  if (answer.kind === 'accepted') {
    const address = answer.waId ?? row.address;
    return done({ wamid: answer.wamid, address }, { kind: 'sent', messageId });
  }
  if (answer.kind === 'again' && !last) throw new Error(`Meta: ${answer.code}`);
  return done(null, { kind: 'failed', code: answer.code, detail: answer.detail });
}
