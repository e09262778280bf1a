import { sha256 } from '../../shared/crypto/hmac';

/** As COSE numbers them. */
export const ES256 = -7;
export const RS256 = -257;
const ALGORITHMS = [ES256, RS256] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

export const isAlgorithm = (value: number): value is Algorithm => ALGORITHMS.some((each) => each === value);

const COORDINATE_BYTES = 32;
const MIN_RSA_BITS = 2_048;
const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
const P256 = { name: 'ECDSA', namedCurve: 'P-256' };

/** Imports a public key as SubjectPublicKeyInfo; null if it is none of this algorithm, or an RSA key is too short. */
export async function importPublicKey(spki: Uint8Array<ArrayBuffer>, algorithm: Algorithm): Promise<CryptoKey | null> {
  try {
    const key = await crypto.subtle.importKey('spki', spki, algorithm === ES256 ? P256 : RSA, false, ['verify']);
    if (algorithm === ES256) return key;
    const { modulusLength } = key.algorithm as CryptoKeyRsaKeyAlgorithm;
    return modulusLength >= MIN_RSA_BITS ? key : null;
  } catch {
    return null;
  }
}

/** Reads one INTEGER of a DER signature at `at`, as 32 bytes; null if it is not one or too large. */
function readInteger(der: Uint8Array, at: number): { value: Uint8Array; end: number } | null {
  const length = der[at + 1] ?? 0;
  const end = at + 2 + length;
  if (der[at] !== 0x02 || length === 0 || length > COORDINATE_BYTES + 1 || end > der.length) return null;
  const digits = der.subarray(at + 2, end);
  const isPadded = digits[0] === 0;
  // A negative number, or more leading zeros than DER allows.
  if (!isPadded && (digits[0] ?? 0) > 0x7f) return null;
  if (isPadded && digits.length > 1 && (digits[1] ?? 0) <= 0x7f) return null;
  const value = isPadded ? digits.subarray(1) : digits;
  return value.length > COORDINATE_BYTES ? null : { value, end };
}

/** Converts an ECDSA signature from DER, as authenticators make it, to the form of WebCrypto; null if it is not one. */
export function rawSignature(der: Uint8Array): Uint8Array<ArrayBuffer> | null {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return null;
  const r = readInteger(der, 2);
  const s = r && readInteger(der, r.end);
  if (!r || !s || s.end !== der.length) return null;
  const raw = new Uint8Array(2 * COORDINATE_BYTES);
  raw.set(r.value, COORDINATE_BYTES - r.value.length);
  raw.set(s.value, 2 * COORDINATE_BYTES - s.value.length);
  return raw;
}

/** Returns whether the private key of `key` signed the authenticator data with the client data (WebAuthn, section 7.2). */
export async function isSignedBy(
  key: CryptoKey,
  {
    authenticatorData,
    clientDataJson,
    signature,
  }: Record<'authenticatorData' | 'clientDataJson' | 'signature', Uint8Array<ArrayBuffer>>,
): Promise<boolean> {
  const hash = await sha256(clientDataJson);
  const signed = new Uint8Array(authenticatorData.length + hash.length);
  signed.set(authenticatorData);
  signed.set(hash, authenticatorData.length);
  if (key.algorithm.name === RSA.name) return crypto.subtle.verify(RSA, key, signature, signed);
  const raw = rawSignature(signature);
  return raw !== null && crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, raw, signed);
}
