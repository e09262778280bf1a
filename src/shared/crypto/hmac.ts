import { boundedCache } from '../lazy/bounded-cache';
import { hexEncode } from './encoding';

const utf8 = new TextEncoder();
const toBytes = (data: Uint8Array<ArrayBuffer> | string): Uint8Array<ArrayBuffer> =>
  typeof data === 'string' ? (utf8.encode(data) as Uint8Array<ArrayBuffer>) : data;

const importKey = (key: Uint8Array<ArrayBuffer> | string): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', toBytes(key), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);

const MAX_CACHED_KEYS = 1_000;
/** Keys that are given as texts: the secrets of webhooks, which sign every delivery. */
const importedKeys = boundedCache<string, CryptoKey>(MAX_CACHED_KEYS);

async function importText(key: string): Promise<CryptoKey> {
  const cached = importedKeys.get(key);
  if (cached) return cached;
  const imported = await importKey(key);
  importedKeys.set(key, imported);
  return imported;
}

/** Returns the HMAC-SHA256 of `data`. */
export async function hmacSha256(
  key: Uint8Array<ArrayBuffer> | string,
  data: Uint8Array<ArrayBuffer> | string,
): Promise<Uint8Array<ArrayBuffer>> {
  const imported = await (typeof key === 'string' ? importText(key) : importKey(key));
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, toBytes(data)));
}

export async function sha256(data: Uint8Array<ArrayBuffer> | string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', toBytes(data)));
}

export async function sha256Hex(data: Uint8Array<ArrayBuffer> | string): Promise<string> {
  return hexEncode(await sha256(data));
}

/** Compares two secrets by their digests, so that the duration reveals neither content nor length. */
export async function secretsMatch(candidate: string, expected: string): Promise<boolean> {
  const [one, other] = await Promise.all([sha256Hex(candidate), sha256Hex(expected)]);
  return constantTimeEqual(utf8.encode(one), utf8.encode(other));
}

/** Compares bytes in a duration that depends only on their lengths. */
export const constantTimeEqual = (a: Uint8Array, b: Uint8Array): boolean =>
  a.byteLength === b.byteLength && crypto.subtle.timingSafeEqual(a, b);
