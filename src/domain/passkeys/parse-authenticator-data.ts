/** What an authenticator says of itself (WebAuthn, section 6.1). */
export type AuthenticatorData = {
  rpIdHash: Uint8Array;
  /** Somebody touched the authenticator. */
  isUserPresent: boolean;
  /** It checked who they are, by fingerprint, face or code. */
  isUserVerified: boolean;
  signCount: number;
  /** The id of a new credential; null for an assertion. */
  credentialId: Uint8Array | null;
};

const HEADER_BYTES = 37;
/** The model of the authenticator, and the length of the credential id. */
const ATTESTED_HEADER_BYTES = 18;
const MAX_CREDENTIAL_BYTES = 1_023;

/** Parses authenticator data; null if it is too short for what its flags announce. */
export function parseAuthenticatorData(bytes: Uint8Array): AuthenticatorData | null {
  if (bytes.length < HEADER_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flags = view.getUint8(32);
  const has = (bit: number) => (flags & (1 << bit)) !== 0;
  const data = {
    rpIdHash: bytes.subarray(0, 32),
    isUserPresent: has(0),
    isUserVerified: has(2),
    signCount: view.getUint32(33),
    credentialId: null,
  };
  if (!has(6)) return data;
  const idStart = HEADER_BYTES + ATTESTED_HEADER_BYTES;
  if (bytes.length < idStart) return null;
  const length = view.getUint16(idStart - 2);
  if (length === 0 || length > MAX_CREDENTIAL_BYTES || bytes.length < idStart + length) return null;
  return { ...data, credentialId: bytes.subarray(idStart, idStart + length) };
}
