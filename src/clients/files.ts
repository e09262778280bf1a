/** R2 deletes at most this many keys in one call. */
const MAX_DELETE_KEYS = 1_000;

export type StoredFile = { body: ReadableStream; size: number };

/** Creates the client of the R2 bucket, which stores large payloads and customers' files. */
export const makeFiles = (bucket: R2Bucket) => ({
  async put(key: string, body: string): Promise<void> {
    await bucket.put(key, body);
  },

  /**
   * Stores a stream without buffering it. Throws, and stores nothing, if its length is not `size` or its SHA-256 (hex) is not
   * `sha256`.
   */
  async putStream(key: string, body: ReadableStream, { size, sha256 }: { size: number; sha256: string | null }) {
    const exact = new FixedLengthStream(size);
    const piped = body.pipeTo(exact.writable);
    await Promise.all([bucket.put(key, exact.readable, sha256 === null ? {} : { sha256 }), piped]);
  },

  async text(key: string): Promise<string | null> {
    return (await bucket.get(key))?.text() ?? null;
  },

  async open(key: string): Promise<StoredFile | null> {
    const stored = await bucket.get(key);
    return stored && { body: stored.body, size: stored.size };
  },

  /** Deletes files. Ignores those that do not exist. */
  async delete(keys: string[]): Promise<void> {
    for (let i = 0; i < keys.length; i += MAX_DELETE_KEYS) await bucket.delete(keys.slice(i, i + MAX_DELETE_KEYS));
  },
});

export type Files = ReturnType<typeof makeFiles>;
