/** The bytes that were read, and how the reading ended; `error` is the stream's error. */
export type BoundedRead = { bytes: Uint8Array<ArrayBuffer> } & (
  | { end: 'whole' }
  | { end: 'too_large' }
  | { end: 'broken'; error: unknown }
);

function join(chunks: Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    const kept = chunk.subarray(0, length - at);
    bytes.set(kept, at);
    at += kept.byteLength;
  }
  return bytes;
}

/**
 * Reads a stream up to a limit of bytes, and returns what was read even if the stream is longer (the rest is cancelled) or
 * fails. Ignores Content-Length. Never throws.
 */
export async function readUpTo(stream: ReadableStream<Uint8Array> | null, maxBytes: number): Promise<BoundedRead> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    const reader = stream?.getReader();
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
      if (done) return { bytes: join(chunks, length), end: 'whole' };
      chunks.push(value);
      length += value.byteLength;
      if (length > maxBytes) {
        await reader?.cancel().catch(() => undefined);
        return { bytes: join(chunks, maxBytes), end: 'too_large' };
      }
    }
  } catch (error) {
    return { bytes: join(chunks, length), end: 'broken', error };
  }
}
