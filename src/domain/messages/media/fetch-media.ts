import type { MediaFile } from '../../../db/schema';
import { aadFor } from '../../../shared/crypto/encryption';
import { isId } from '../../../shared/crypto/ids';
import { describeError } from '../../../shared/errors/describe-error';
import type { MediaEvent } from '../../inbound-event';
import type { Deps } from '../../ports';
import { mediaKey, uploadKey } from './media-key';

/** Meta keeps customers' files for 7 days. */
const META_RETENTION_MS = 7 * 86_400_000;
const MIN_DELAY_MS = 60_000;
/** WhatsApp's largest file is a document of 100 MB. */
const MAX_BYTES = 100_000_000;

/** Each delay is as long as the file has waited so far: 1, 2, 4, 8 minutes …, about fourteen attempts in all. */
const nextDelay = (waited: number): number => Math.max(waited, MIN_DELAY_MS);

/** Copies an uploaded file, which is deleted earlier than the message that sends it. */
async function copyUpload(deps: Pick<Deps, 'files' | 'log'>, accountId: string, messageId: string, media: MediaFile) {
  const stored = await deps.files.open(uploadKey(accountId, media.media_id));
  if (!stored) return { error: 'not_found' };
  await deps.files.putStream(mediaKey(accountId, messageId), stored.body, { size: stored.size, sha256: media.sha256 });
  return { error: null, size: stored.size, mimeType: media.mime_type };
}

async function load(
  deps: Pick<Deps, 'channels' | 'encryptor' | 'files' | 'log' | 'whatsapp'>,
  accountId: string,
  messageId: string,
  channelId: string,
  media: MediaFile,
) {
  const channel = await deps.channels.find(accountId, channelId);
  if (!channel) return { error: 'channel_not_found' };
  const accessToken = await deps.encryptor.decrypt(channel.accessToken, aadFor(channelId, 'access_token'));
  const found = await deps.whatsapp.findMedia({
    mediaId: media.media_id,
    phoneNumberId: channel.phoneNumberId,
    accessToken,
  });
  if (found.kind === 'failed') return { error: found.code };
  if (found.size > MAX_BYTES) return { error: 'too_large' };
  const file = await deps.whatsapp.openMedia({ url: found.url, accessToken });
  if (file.kind === 'failed') return { error: file.code };
  try {
    await deps.files.putStream(mediaKey(accountId, messageId), file.body, { size: found.size, sha256: found.sha256 });
  } catch (error) {
    // It was cut short, is too long, or does not match its digest.
    deps.log('media_not_stored', { message_id: messageId, error: describeError(error) });
    return { error: 'damaged' };
  }
  return { error: null, size: found.size, mimeType: found.mimeType };
}

/**
 * Fetches a customer's file from Meta by its id, or copies one that was uploaded to be sent, and stores it in R2; does nothing if it has been fetched. After a failure the
 * next attempt is scheduled, until Meta no longer has the file.
 */
export async function fetchMedia(
  deps: Pick<Deps, 'channels' | 'encryptor' | 'files' | 'log' | 'messages' | 'now' | 'whatsapp'>,
  { account_id: accountId, message_id: messageId }: Omit<MediaEvent, 'type'>,
): Promise<void> {
  const message = await deps.messages.find(accountId, messageId);
  const { media } = message ?? {};
  if (!message || media?.state !== 'pending') return;
  const loaded = isId('med', media.media_id)
    ? await copyUpload(deps, accountId, messageId, media)
    : await load(deps, accountId, messageId, message.channelId, media);
  const now = deps.now();
  const waited = now - message.updatedAt;
  const gone = waited > META_RETENTION_MS;
  const after: MediaFile =
    loaded.error === null
      ? { ...media, state: 'stored', size: loaded.size, mime_type: media.mime_type ?? loaded.mimeType, error: null }
      : { ...media, state: gone ? 'failed' : 'pending', error: loaded.error };
  const dueAt = after.state === 'pending' ? now + nextDelay(waited) : null;
  const isSaved = await deps.messages.setMedia({ accountId, messageId, media: after, dueAt });
  if (loaded.error !== null) deps.log('media_not_fetched', { message_id: messageId, error: loaded.error, gone });
  // The customer was erased meanwhile.
  if (!isSaved) await deps.files.delete([mediaKey(accountId, messageId)]);
}
