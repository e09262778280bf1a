import type { Channel } from '../../../db/channels/channels';
import type { Message, MessageStatusRow } from '../../../db/messages/messages';
import type { Upload } from '../../../db/messages/uploads';
import { aadFor } from '../../../shared/crypto/encryption';
import { objectOrEmpty, stringOrNull } from '../../../shared/json/read-json';
import { breaksChannel } from '../../channels/breaks-channel';
import { limitEnd } from '../../channels/limit-end';
import { markBroken } from '../../channels/mark-broken';
import { aliasesInSendResponse } from '../../customers/aliases-in-send-response';
import { cloudPayload } from '../../messages/cloud-payload';
import { uploadKey } from '../../messages/media/media-key';
import type { OutgoingMessage } from '../../messages/outgoing-message';
import type { Deps } from '../../ports';
import { isRateLimit, pairOf, reportRateLimit } from '../../rate/send-pace';
import { withMetaId } from './uploaded-file';

/** How long the caller waits for a slot of the number; a longer wait goes to the queue. */
const MAX_DELAY_MS = 2_000;
/** A message whose channel is broken is looked at again after this time, or once the channel works again. */
const BROKEN_RETRY_MS = 600_000;
/** Meta's rate limits free a slot after a few seconds. */
const RATE_RETRY_MS = 6_000;
const MIN_RETRY_MS = 5_000;
const MAX_RETRY_MS = 300_000;
/** Meta's temporary errors are retried for as long as its maintenance windows last. */
const MAX_RETRIED_MS = 1_500_000;

export type DeliverMessageDeps = Pick<
  Deps,
  | 'channelRate'
  | 'channels'
  | 'encryptor'
  | 'files'
  | 'log'
  | 'now'
  | 'queueInbound'
  | 'sleep'
  | 'unsentMessages'
  | 'whatsapp'
>;
/** `hasNext`: another message to the customer waits behind this one, and can go now. */
type Delivered = { message: Message | undefined; statuses: MessageStatusRow[]; hasNext: boolean };

type Send = { message: Message; channel: Channel; upload: Upload | undefined };

/** Queues the sending of the messages that wait for a customer. */
export const queueSend = (
  { queueInbound }: Pick<Deps, 'queueInbound'>,
  { accountId, messageId }: Pick<Message, 'accountId' | 'messageId'>,
  delayMs = 0,
): Promise<void> => queueInbound([{ type: 'send', account_id: accountId, message_id: messageId }], delayMs);

async function postpone(deps: DeliverMessageDeps, { message }: Send, delayMs: number): Promise<Delivered> {
  const now = deps.now();
  const { accountId, messageId } = message;
  const postponed = await deps.unsentMessages.postpone({ accountId, messageId, now, dueAt: now + delayMs });
  await queueSend(deps, message, delayMs);
  return { ...postponed, statuses: [] };
}

async function fail(deps: DeliverMessageDeps, { message }: Send, code: string, detail: string): Promise<Delivered> {
  const { accountId, messageId } = message;
  return deps.unsentMessages.fail({ accountId, messageId, now: deps.now(), error: { code, detail } });
}

/** Decides about an error that may pass. */
async function retryLater(
  deps: DeliverMessageDeps,
  send: Send,
  { code, metaCode, detail }: { code: string; metaCode: number | null; detail: string },
): Promise<Delivered> {
  const age = deps.now() - send.message.createdAt;
  // Waits as long again as the message has waited.
  if (isRateLimit(metaCode)) return postpone(deps, send, Math.min(Math.max(age, RATE_RETRY_MS), MAX_RETRY_MS));
  if (age > MAX_RETRIED_MS) return fail(deps, send, code, detail);
  return postpone(deps, send, Math.min(Math.max(age, MIN_RETRY_MS), MAX_RETRY_MS));
}

/** Returns Meta's id of a file, which is uploaded to the channel's number at its first send. */
async function metaIdOf(deps: DeliverMessageDeps, { channel, message }: Send, upload: Upload, accessToken: string) {
  const known = upload.metaIds[channel.channelId];
  if (known !== undefined) return { kind: 'uploaded', id: known, isNew: false } as const;
  const stored = await deps.files.open(uploadKey(upload.accountId, upload.mediaId));
  if (!stored) return { kind: 'refused', code: 'media_not_found', metaCode: null, detail: 'The file is gone' } as const;
  const { mimeType } = upload;
  const filename = message.media?.filename ?? upload.filename ?? upload.mediaId;
  const { phoneNumberId } = channel;
  const sent = await deps.whatsapp.uploadMedia({ phoneNumberId, accessToken, mimeType, filename, ...stored });
  return sent.kind === 'uploaded' ? { ...sent, isNew: true } : sent;
}

/**
 * Sends a message whose call has been written as begun, and writes the result. Meta is called once: a message whose answer is
 * lost is never sent again, and a status settles it. What Meta cannot take now is queued.
 */
export async function deliverMessage(deps: DeliverMessageDeps, send: Send): Promise<Delivered> {
  const { message, channel, upload } = send;
  const { accountId, messageId, address } = message;
  const { channelId, phoneNumberId } = channel;
  const isLimited = limitEnd(channel, message.kind, deps.now()) !== null;
  if (channel.brokenAt !== null || isLimited) return postpone(deps, send, BROKEN_RETRY_MS);
  const slot = { send: messageId, pair: await pairOf(address), maxDelayMs: MAX_DELAY_MS };
  const { waitMs, isGranted } = await deps.channelRate.reserve(channelId, slot);
  if (!isGranted) return postpone(deps, send, waitMs);
  if (waitMs > 0) await deps.sleep(waitMs);

  const accessToken = await deps.encryptor.decrypt(channel.accessToken, aadFor(channelId, 'access_token'));
  const file = upload ? await metaIdOf(deps, send, upload, accessToken) : null;
  const content = message.content as OutgoingMessage;
  const answer =
    file && file.kind !== 'uploaded'
      ? file
      : await deps.whatsapp.send({
          phoneNumberId,
          accessToken,
          payload: cloudPayload({
            address,
            messageId,
            replyToWamid: stringOrNull(objectOrEmpty(message.content.reply_to).wamid),
            message: file ? withMetaId(content, file.id) : content,
          }),
        });
  const now = deps.now();
  if (answer.kind === 'lost')
    return { ...(await deps.unsentMessages.lose({ accountId, messageId, now })), statuses: [] };
  if (answer.kind === 'accepted') {
    const { pairs } = aliasesInSendResponse(answer.contacts, { accountId, dialled: address, at: now });
    const metaId =
      upload && file?.kind === 'uploaded' && file.isNew ? { mediaId: upload.mediaId, channelId, id: file.id } : null;
    const accepted = await deps.unsentMessages.accept({
      accountId,
      messageId,
      now,
      wamid: answer.wamid,
      pairs,
      metaId,
    });
    return { ...accepted, statuses: [] };
  }
  const { code, metaCode, detail } = answer;
  if (breaksChannel(metaCode)) {
    await markBroken(deps, { accountId, channelId, reason: code });
    return postpone(deps, send, BROKEN_RETRY_MS);
  }
  await reportRateLimit(deps, { channelId, address }, metaCode);
  return answer.kind === 'again' ? retryLater(deps, send, answer) : fail(deps, send, code, detail);
}
