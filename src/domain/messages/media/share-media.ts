import { AppError } from '../../../shared/app-error';
import type { Context, Deps } from '../../ports';
import { mediaKey } from './media-key';

/** How long the address of a file works. */
const TICKET_TTL_MS = 300_000;
const TICKET_AAD = 'media-address';

type Ticket = { key: string; mime_type: string; filename: string; expires_at: number };

const MIME = /^[\w.+-]{1,60}\/[\w.+-]{1,100}$/;
/** `audio/ogg; codecs=opus` is `audio/ogg`; what is no type is bytes. */
const mimeOf = (text: string | null): string => {
  const type = (text ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return MIME.test(type) ? type : 'application/octet-stream';
};

/** The file that came with a message, with a ticket to its bytes for five minutes where they are here. */
export async function shareMedia(deps: Deps, { account }: Context, messageId: string) {
  const message = await deps.messages.find(account.accountId, messageId);
  if (!message?.media) throw new AppError('not_found', 'There is no such message, or nothing came with it');
  const { media } = message;
  if (media.state !== 'stored') return { messageId, media, ticket: null, expiresAt: null };
  const expiresAt = deps.now() + TICKET_TTL_MS;
  const ticket: Ticket = {
    key: mediaKey(account.accountId, messageId),
    mime_type: mimeOf(media.mime_type),
    filename: media.filename ?? messageId,
    expires_at: expiresAt,
  };
  const sealed = await deps.encryptor.encrypt(JSON.stringify(ticket), TICKET_AAD);
  // Base64 as it may stand in a path.
  const inPath = sealed.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return { messageId, media, ticket: inPath, expiresAt };
}

/** Opens what a ticket is for. Fails with not_found for one that is forged or over, and for a file that is gone. */
export async function openSharedMedia(deps: Deps, inPath: string) {
  const sealed = inPath.replaceAll('-', '+').replaceAll('_', '/');
  const ticket = await deps.encryptor.decrypt(sealed, TICKET_AAD).then(
    (json) => JSON.parse(json) as Ticket,
    () => null,
  );
  const file = ticket && ticket.expires_at > deps.now() ? await deps.files.open(ticket.key) : null;
  if (!ticket || !file) throw new AppError('not_found', 'The address is wrong or over, or the file has been erased');
  return { ...file, mimeType: ticket.mime_type, filename: ticket.filename };
}
