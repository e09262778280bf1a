import type { MediaFile } from '../../../db/schema';
import { isId } from '../../../shared/crypto/ids';
import { AppError } from '../../../shared/errors/app-error';
import type { Context, Deps } from '../../ports';
import { mediaKey, uploadKey } from './media-key';

/** How long a file's URL works. */
const TICKET_TTL_MS = 300_000;
const TICKET_AAD = 'media-address';

type Ticket = { key: string; mime_type: string; filename: string; expires_at: number };

const MIME = /^[\w.+-]{1,60}\/[\w.+-]{1,100}$/;
/** Drops parameters (`audio/ogg; codecs=opus` is `audio/ogg`); an invalid type is `application/octet-stream`. */
const mimeOf = (text: string | null): string => {
  const type = (text ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return MIME.test(type) ? type : 'application/octet-stream';
};

/** Whether the bucket has a message's file. One that was uploaded to be sent is there before it is copied to its message. */
export const isMediaStored = ({ state, media_id: mediaId }: MediaFile): boolean =>
  state === 'stored' || (state === 'pending' && isId('med', mediaId));

/** Returns the file of a message, with a ticket for its URL, valid for five minutes, if the bucket has the file. */
export async function shareMedia(
  deps: Pick<Deps, 'encryptor' | 'messages' | 'now'>,
  { account }: Context,
  messageId: string,
) {
  const message = await deps.messages.find(account.accountId, messageId);
  if (!message?.media) throw new AppError('not_found', 'There is no such message, or it has no file');
  const { media } = message;
  if (!isMediaStored(media)) return { messageId, media, ticket: null, expiresAt: null };
  const expiresAt = deps.now() + TICKET_TTL_MS;
  const ticket: Ticket = {
    key:
      media.state === 'stored' ? mediaKey(account.accountId, messageId) : uploadKey(account.accountId, media.media_id),
    mime_type: mimeOf(media.mime_type),
    filename: media.filename ?? messageId,
    expires_at: expiresAt,
  };
  const encrypted = await deps.encryptor.encrypt(JSON.stringify(ticket), TICKET_AAD);
  const urlSafe = encrypted.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return { messageId, media, ticket: urlSafe, expiresAt };
}

/** Opens the file of a ticket. Fails with not_found for a ticket that is forged or expired, and for a deleted file. */
export async function openSharedMedia(deps: Pick<Deps, 'encryptor' | 'files' | 'now'>, urlSafe: string) {
  const encrypted = urlSafe.replaceAll('-', '+').replaceAll('_', '/');
  const ticket = await deps.encryptor.decrypt(encrypted, TICKET_AAD).then(
    (json) => JSON.parse(json) as Ticket,
    () => null,
  );
  const file = ticket && ticket.expires_at > deps.now() ? await deps.files.open(ticket.key) : null;
  if (!ticket || !file)
    throw new AppError('not_found', 'The URL is wrong or has expired, or the file has been deleted');
  return { ...file, mimeType: ticket.mime_type, filename: ticket.filename };
}
