import { readLimited } from '../../shared/text/read-limited';

/** Reads a body of at most `maxBytes`. If its length is declared, the platform's faster arrayBuffer() reads it. */
export async function readBody(request: Request, maxBytes: number): ReturnType<typeof readLimited> {
  const declared = request.headers.get('content-length');
  if (declared === null || !/^\d+$/.test(declared)) return readLimited(request.body, maxBytes);
  if (Number(declared) > maxBytes) return { ok: false };
  // HTTP enforces the declared length. A caller that bypasses HTTP, such as a test, must not exceed the limit either.
  const bytes = new Uint8Array(await request.arrayBuffer());
  return bytes.byteLength > maxBytes ? { ok: false } : { ok: true, bytes };
}
