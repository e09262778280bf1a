import { invalidMember } from '../../../shared/validation/invalid-member';
import { registerUpload, storeUpload } from '../../messages/upload/upload-media';
import type { Context, Deps } from '../../ports';
import type { SentMessage } from '../send/send-message';
import { type SendFromPageDeps, sendFromPage } from './send-from-page';

/** The page sends photos and PDF files, by their first bytes: what a browser says of a file proves nothing. */
const SIGNATURES = [
  [0xff, 0xd8, 0xff],
  [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  [0x25, 0x50, 0x44, 0x46, 0x2d],
];

/**
 * Sends a photo or a PDF by a person. Fails as a send does, and with validation_failed for any other kind of file, and for a file
 * that is too large.
 */
export async function sendAttachment(
  deps: SendFromPageDeps & Pick<Deps, 'uploads'>,
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
): Promise<SentMessage> {
  if (!SIGNATURES.some((signature) => signature.every((byte, i) => file.bytes[i] === byte)))
    throw invalidMember('/file', 'unsupported_type', 'Only photos (JPEG, PNG) and PDF files can be attached');
  const body = new Blob([file.bytes]).stream();
  const stored = await storeUpload(deps, context, { filename: file.name, contentType: null, body });
  const { mediaId, kind } = await registerUpload(deps, stored, async () => null);
  const media = { kind, media_id: mediaId, ...(caption.trim() === '' ? {} : { caption: caption.trim() }) };
  return sendFromPage(deps, context, { conversationId, input: { client_id: clientId, media }, lastSeen: null });
}
