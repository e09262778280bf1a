import type { Message } from '../../../db/messages/messages';
import type { Upload } from '../../../db/messages/uploads';
import { isId } from '../../../shared/crypto/ids';
import { invalidMember } from '../../../shared/validation/invalid-member';
import type { OutgoingMessage } from '../../messages/outgoing-message';

type Source = { source: { url: string } | { mediaId: string }; filename: string | null };

/** Returns the part of a message that holds its file; null without one. */
function fileOf(message: OutgoingMessage): Source | null {
  if (message.kind === 'template') return message.header && 'source' in message.header ? message.header : null;
  return 'source' in message ? message : null;
}

/** Returns the id of the upload that a message sends; null if it sends none of ours. */
export function uploadIdOf(message: OutgoingMessage): string | null {
  const file = fileOf(message);
  return file && 'mediaId' in file.source && isId('med', file.source.mediaId) ? file.source.mediaId : null;
}

/** Returns a message with Meta's id of its file. */
export function withMetaId(message: OutgoingMessage, metaId: string): OutgoingMessage {
  const source = { mediaId: metaId };
  if (message.kind === 'template') {
    return message.header && 'source' in message.header
      ? { ...message, header: { ...message.header, source } }
      : message;
  }
  return 'source' in message ? { ...message, source } : message;
}

/** Fails with validation_failed unless the upload that a message sends exists and is of the message's kind. */
export function checkUpload(message: OutgoingMessage, upload: Upload | undefined): void {
  if (uploadIdOf(message) === null) return;
  const path = message.kind === 'template' ? '/template/header/media_id' : '/media/media_id';
  if (!upload) throw invalidMember(path, 'unknown_media', 'There is no such file, or it is older than 30 days');
  const kind = message.kind === 'template' ? message.header?.type : message.kind;
  if (kind !== upload.kind) throw invalidMember(path, 'other_kind', `This file can be sent as ${upload.kind} only`);
}

/** Returns the file of a message's row: it is copied from the upload, which is deleted earlier. */
export const mediaOfUpload = (upload: Upload | undefined, filename: string | null): Message['media'] =>
  upload
    ? {
        media_id: upload.mediaId,
        mime_type: upload.mimeType,
        sha256: upload.sha256,
        filename: filename ?? upload.filename,
        size: upload.size,
        state: 'pending',
        error: null,
      }
    : null;

/** Returns a message whose document has the name of its upload, unless it has one: WhatsApp shows it. */
export function withFilename(message: OutgoingMessage, upload: Upload | undefined): OutgoingMessage {
  const filename = upload?.filename ?? null;
  if (filename === null || filenameOf(message) !== null) return message;
  if (message.kind === 'document') return { ...message, filename };
  return message.kind === 'template' && message.header?.type === 'document'
    ? { ...message, header: { ...message.header, filename } }
    : message;
}

/** Returns the name that a message gives its file. */
export const filenameOf = (message: OutgoingMessage): string | null => fileOf(message)?.filename ?? null;
