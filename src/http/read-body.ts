import { readLimited } from '../shared/read-limited';

/** Reads a body of at most `maxBytes`. One whose length is declared is read at once, by the platform's own code. */
export async function readBody(request: Request, maxBytes: number): ReturnType<typeof readLimited> {
  const declared = request.headers.get('content-length');
  if (declared === null || !/^\d+$/.test(declared)) return readLimited(request.body, maxBytes);
  if (Number(declared) > maxBytes) return { ok: false };
  // HTTP lets no more through than was declared; who calls the Worker otherwise is held to the limit as well.
  const bytes = new Uint8Array(await request.arrayBuffer());
  return bytes.byteLength > maxBytes ? { ok: false } : { ok: true, bytes };
}
