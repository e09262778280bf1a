import { AppError } from '../../../shared/app-error';
import { aadFor } from '../../../shared/encryption';
import { invalidMember } from '../../../shared/invalid-member';
import { findChannel } from '../../channels/find-channel';
import type { Context } from '../../ports';
import { findConversation } from '../read-conversations';
import { type SendFromPageDeps, sendFromPage } from './send-from-page';

type Attached = { kind: 'image' | 'document'; mimeType: string; maxBytes: number };

/** WhatsApp's kinds of file that can be attached, by their first bytes: what a browser says of a file proves nothing. */
const SIGNATURES: [number[], Attached][] = [
  [[0xff, 0xd8, 0xff], { kind: 'image', mimeType: 'image/jpeg', maxBytes: 5_000_000 }],
  [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], { kind: 'image', mimeType: 'image/png', maxBytes: 5_000_000 }],
  [[0x25, 0x50, 0x44, 0x46, 0x2d], { kind: 'document', mimeType: 'application/pdf', maxBytes: 15_000_000 }],
];
const MAX_NAME = 120;

/** Returns what an attached file is. Fails with validation_failed for any other kind, and for a file that is too large. */
function attachedFile(bytes: Uint8Array): Attached {
  const found = SIGNATURES.find(([signature]) => signature.every((byte, i) => bytes[i] === byte))?.[1];
  if (!found) throw invalidMember('/file', 'unknown_file', 'Only photos (JPEG, PNG) and PDF files can be attached');
  if (bytes.length > found.maxBytes)
    throw invalidMember('/file', 'too_big', `The file may have ${found.maxBytes} bytes`);
  return found;
}

/** Sends a photo or a PDF by a person. Fails as a send does, and with file_refused if Meta does not accept the file. */
export async function sendAttachment(
  deps: SendFromPageDeps,
  context: Context,
  {
    conversationId,
    clientId,
    file,
    caption,
  }: {
    conversationId: string;
    clientId: string;
    file: { name: string; bytes: Uint8Array<ArrayBuffer> };
    caption: string;
  },
) {
  const { kind, mimeType } = attachedFile(file.bytes);
  const { conversation } = await findConversation(deps, context, conversationId);
  const channel = await findChannel(deps, context, conversation.channelId);
  const accessToken = await deps.encryptor.decrypt(channel.accessToken, aadFor(channel.channelId, 'access_token'));
  // oxlint-disable-next-line no-control-regex
  const filename = file.name.replaceAll(/[\0-\x1f"\\/]/g, '_').slice(-MAX_NAME) || 'file';
  const { phoneNumberId } = channel;
  const upload = await deps.whatsapp.uploadMedia({
    phoneNumberId,
    accessToken,
    body: new Blob([file.bytes]).stream(),
    size: file.bytes.length,
    mimeType,
    filename,
  });
  if (upload.kind !== 'uploaded')
    throw new AppError('file_refused', `WhatsApp did not accept the file: ${upload.code}`);
  const text = caption.trim();
  const named = kind === 'document' ? { filename } : {};
  const media = { kind, media_id: upload.id, ...named, ...(text === '' ? {} : { caption: text }) };
  return sendFromPage(deps, context, { conversationId, input: { client_id: clientId, media } });
}
