import type { Upload } from '../../../db/messages/uploads';
import { newId } from '../../../shared/crypto/ids';
import { codePointCount, WHATSAPP_LIMITS } from '../../../shared/messages/whatsapp-limits';
import { invalidMember } from '../../../shared/validation/invalid-member';
import type { MakeIdempotencyRecord } from '../../idempotency-record';
import type { Context, Deps } from '../../ports';
import { uploadKey } from '../media/media-key';
import { fileTypeOf, SNIFFED_BYTES } from './file-type';

type FileToUpload = { filename: string | null; contentType: string | null; body: ReadableStream<Uint8Array> };

const TAKEN =
  'JPEG, PNG, WebP (as a sticker), MP4, 3GP, AAC, AMR, MP3, Ogg with Opus, PDF, Word, Excel, PowerPoint and .txt';

/** Returns the name without folders and without characters that could pass for others. */
function cleanName(filename: string | null): string | null {
  const last = (filename ?? '').toWellFormed().normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const name = last.replaceAll(/[\p{Cc}\p{Cf}]/gu, '').trim();
  if (name === '') return null;
  return codePointCount(name) <= WHATSAPP_LIMITS.filename
    ? name
    : Array.from(name).slice(-WHATSAPP_LIMITS.filename).join('');
}

/** Reads the first bytes of a stream, which then holds them again. */
async function peek(
  body: ReadableStream<Uint8Array>,
): Promise<{ start: Uint8Array; whole: ReadableStream<Uint8Array> }> {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  let isDone = false;
  while (length < SNIFFED_BYTES && !isDone) {
    const { done, value } = await reader.read();
    if (value) {
      chunks.push(value);
      length += value.length;
    }
    isDone = done;
  }
  const start = new Uint8Array(length);
  let filled = 0;
  for (const chunk of chunks) {
    start.set(chunk, filled);
    filled += chunk.length;
  }
  const whole = new ReadableStream<Uint8Array>({
    start(controller) {
      if (start.length > 0) controller.enqueue(start);
      if (isDone) controller.close();
    },
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return { start: start.slice(0, SNIFFED_BYTES), whole };
}

/**
 * Stores a file in the bucket, to be sent by its id within 30 days. Fails with validation_failed for a type that WhatsApp does
 * not take, and for one that is larger than WhatsApp allows.
 */
export async function storeUpload(
  { files, now }: Pick<Deps, 'files' | 'now'>,
  { account: { accountId } }: Context,
  { filename, contentType, body }: FileToUpload,
): Promise<Upload> {
  const name = cleanName(filename);
  const { start, whole } = await peek(body);
  const type = fileTypeOf(start, { filename: name ?? '', declared: contentType ?? '' });
  if (!type) {
    await whole.cancel();
    const message =
      start.length === 0 ? 'The file is empty' : `WhatsApp does not take this type of file. It takes ${TAKEN}`;
    throw invalidMember('/file', start.length === 0 ? 'empty_file' : 'unsupported_type', message);
  }
  const { kind, mimeType, maxBytes } = type;
  const mediaId = newId('med');
  const stored = await files.putUnsized(uploadKey(accountId, mediaId), whole, maxBytes);
  if (!stored) {
    throw invalidMember(
      '/file',
      'too_large',
      `WhatsApp takes at most ${maxBytes} bytes of this kind (${kind}, ${mimeType})`,
    );
  }
  return { mediaId, accountId, kind, mimeType, filename: name, ...stored, metaIds: {}, createdAt: now() };
}

/** Registers a stored file, or deletes it if the call is a repetition. */
export async function registerUpload(
  { files, uploads }: Pick<Deps, 'files' | 'uploads'>,
  upload: Upload,
  makeIdempotencyRecord: MakeIdempotencyRecord<Upload>,
): Promise<Upload> {
  try {
    await uploads.insert(upload, await makeIdempotencyRecord(upload));
  } catch (error) {
    await files.delete([uploadKey(upload.accountId, upload.mediaId)]);
    throw error;
  }
  return upload;
}
