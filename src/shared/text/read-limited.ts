import { readUpTo } from './read-up-to';

/** Reads a stream up to a limit of bytes. A longer stream is cancelled and discarded. Throws what the stream throws. */
export async function readLimited(
  stream: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<{ ok: true; bytes: Uint8Array<ArrayBuffer> } | { ok: false }> {
  const part = await readUpTo(stream, maxBytes);
  if (part.end === 'broken') throw part.error;
  return part.end === 'whole' ? { ok: true, bytes: part.bytes } : { ok: false };
}
