import { z } from 'zod';

const Certs = z.object({
  keys: z.array(z.object({ kid: z.string(), kty: z.literal('RSA'), n: z.string(), e: z.string() })).max(20),
});

const RS256 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
/** Cloudflare rotates the keys every six weeks, and tokens of the replaced one are valid for a week. */
const FRESH_MS = 3_600_000;
/** Keys with unknown names do not make more calls than this. */
const MIN_PAUSE_MS = 60_000;
const TIMEOUT_MS = 5_000;

type Cache = { keys: Map<string, CryptoKey>; readAt: number };
const cached = new Map<string, Cache>();

export type AccessCerts = {
  issuer: string;
  audience: string;
  /** Returns the key by which Cloudflare Access signs with this name; null if there is none. */
  findKey(kid: string, now: number): Promise<CryptoKey | null>;
};

type Source = { fetch: typeof globalThis.fetch; issuer: string };

async function readKeys({ fetch, issuer }: Source, now: number): Promise<Cache> {
  const response = await fetch(`${issuer}/cdn-cgi/access/certs`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`The certificates of Access answered ${response.status}`);
  const { keys } = Certs.parse(await response.json());
  const imported = await Promise.all(
    keys.map(
      async ({ kid, kty, n, e }) =>
        [kid, await crypto.subtle.importKey('jwk', { kty, n, e }, RS256, false, ['verify'])] as const,
    ),
  );
  const fresh = { keys: new Map(imported), readAt: now };
  cached.set(issuer, fresh);
  return fresh;
}

/**
 * Returns the key with this name of a Cloudflare Access team (`https://shop.cloudflareaccess.com`); null if there is none. The keys
 * are kept in this isolate.
 */
export async function findAccessKey(source: Source, kid: string, now: number): Promise<CryptoKey | null> {
  const before = cached.get(source.issuer);
  const age = before ? now - before.readAt : Infinity;
  const isKnown = before?.keys.has(kid) ?? false;
  if (before && (isKnown ? age < FRESH_MS : age < MIN_PAUSE_MS)) return before.keys.get(kid) ?? null;
  return (await readKeys(source, now)).keys.get(kid) ?? null;
}
