import { hexEncode } from '../shared/crypto/encoding';
import { partBuffer } from './part-buffer';

/** R2 deletes at most this many keys in one call. */
const MAX_DELETE_KEYS = 1_000;

/** R2 takes parts of equal size, except for the last one. */
const PART_BYTES = 8_388_608;

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

  /**
   * Stores a stream of unknown length in parts of 8 MiB. Returns its size and SHA-256 in hex; null, with nothing stored, if it
   * has more than `maxBytes`.
   */
  async putUnsized(key: string, body: ReadableStream<Uint8Array>, maxBytes: number) {
    const digest = new crypto.DigestStream('SHA-256');
    const hash = digest.getWriter();
    const parts = partBuffer(PART_BYTES);
    const uploaded: R2UploadedPart[] = [];
    let upload: R2MultipartUpload | null = null;
    try {
      for await (const chunk of body) {
        parts.add(chunk);
        if (parts.total() > maxBytes) {
          await upload?.abort();
          await hash.close();
          return null;
        }
        await hash.write(chunk);
        for (let part = parts.takeFull(); part; part = parts.takeFull()) {
          upload ??= await bucket.createMultipartUpload(key);
          uploaded.push(await upload.uploadPart(uploaded.length + 1, part));
        }
      }
      await hash.close();
      if (!upload) await bucket.put(key, parts.takeRest());
      else {
        uploaded.push(await upload.uploadPart(uploaded.length + 1, parts.takeRest()));
        await upload.complete(uploaded);
      }
    } catch (error) {
      await upload?.abort();
      throw error;
    }
    return { size: parts.total(), sha256: hexEncode(new Uint8Array(await digest.digest)) };
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
