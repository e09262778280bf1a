import { expect, test } from 'vitest';
import { CHALLENGE_MS, expiryOfChallenge, makeChallenge } from '../../src/domain/passkeys/challenge';
import { checkCeremony } from '../../src/domain/passkeys/check-ceremony';
import { ES256, importPublicKey, isSignedBy, RS256, rawSignature } from '../../src/domain/passkeys/verify-signature';
import { base64UrlEncode, hexEncode } from '../../src/shared/crypto/encoding';
import { bytes, CROSS_ORIGIN_CLIENT_DATA, NONE_ES256, RS256_VECTOR, SELF_ES256 } from './webauthn-vectors';

const PARTY = { origin: 'https://example.org', rpId: 'example.org' };
const base64 = (hex: string) => base64UrlEncode(bytes(hex.length % 2 ? `0${hex}` : hex));

/** Returns a public key of the vectors as a browser gives it. */
async function spkiOf(jwk: JsonWebKey): Promise<Uint8Array<ArrayBuffer>> {
  const algorithm =
    jwk.kty === 'EC' ? { name: 'ECDSA', namedCurve: 'P-256' } : { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('jwk', jwk, algorithm, true, ['verify']);
  return new Uint8Array((await crypto.subtle.exportKey('spki', key)) as ArrayBuffer);
}
const ec = ({ x, y }: { x: string; y: string }) => spkiOf({ kty: 'EC', crv: 'P-256', x: base64(x), y: base64(y) });
const rsa = (modulus: string) => spkiOf({ kty: 'RSA', n: base64(modulus), e: 'AQAB' });

const CASES = [
  ['none.ES256', ES256, () => ec(NONE_ES256.key), NONE_ES256.authentication],
  ['packed-self.ES256', ES256, () => ec(SELF_ES256.key), SELF_ES256.authentication],
  ['packed.RS256', RS256, () => rsa(RS256_VECTOR.modulus), RS256_VECTOR.authentication],
] as const;

test.each(CASES)('the signature of %s is verified, and no other', async (_, algorithm, spki, vector) => {
  const key = await importPublicKey(await spki(), algorithm);
  if (!key) throw new Error('no key');
  const signed = {
    authenticatorData: bytes(vector.authenticatorData),
    clientDataJson: bytes(vector.clientData),
    signature: bytes(vector.signature),
  };
  expect(await isSignedBy(key, signed)).toBe(true);
  for (const name of ['authenticatorData', 'clientDataJson', 'signature'] as const) {
    const changed = signed[name].slice();
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    expect(await isSignedBy(key, { ...signed, [name]: changed }), name).toBe(false);
  }
  expect(await isSignedBy(key, { ...signed, signature: new Uint8Array() })).toBe(false);
});

test('a key of another kind, a short RSA key and what is no key are refused', async () => {
  expect(await importPublicKey(await ec(NONE_ES256.key), RS256)).toBeNull();
  expect(await importPublicKey(await rsa(RS256_VECTOR.modulus), ES256)).toBeNull();
  expect(await importPublicKey(new Uint8Array([1, 2, 3]), ES256)).toBeNull();
  const short = await crypto.subtle.generateKey(
    { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 1_024, publicExponent: new Uint8Array([1, 0, 1]) },
    true,
    ['sign', 'verify'],
  );
  const { publicKey } = short as CryptoKeyPair;
  const spki = new Uint8Array((await crypto.subtle.exportKey('spki', publicKey)) as ArrayBuffer);
  expect(await importPublicKey(spki, RS256)).toBeNull();
});

test.each([
  ['3006020101020102', '1', '2'],
  ['30080202008002020080', '80', '80'],
  ['3006020181020101', null, null],
  ['300702020001020101', null, null],
  ['30060201010201', null, null],
  ['300602010102010200', null, null],
  ['3003020101', null, null],
  ['', null, null],
  [`3045022200${'ff'.repeat(33)}02010a`, null, null],
])('DER %s is read strictly', (hex, r, s) => {
  const raw = rawSignature(bytes(hex));
  expect(raw && hexEncode(raw)).toBe(r === null ? null : r.padStart(64, '0') + s.padStart(64, '0'));
});

const sent = ({ clientData, authenticatorData }: { clientData: string; authenticatorData: string }) => ({
  clientDataJson: bytes(clientData),
  authenticatorData: bytes(authenticatorData),
});
const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

test('a registration of the vectors is read, and one that verified nobody is refused', async () => {
  const checked = await checkCeremony('webauthn.create', sent(SELF_ES256.registration), PARTY);
  if (!checked.ok) throw new Error(checked.reason);
  expect(hexEncode(checked.data.credentialId ?? new Uint8Array())).toBe(SELF_ES256.credentialId);
  expect(checked.challenge).toBe('eGnCt3LUtY66k3jPjynibPk1qnffDaifqZwL3Ap29-U');
  expect(await checkCeremony('webauthn.create', sent(NONE_ES256.registration), PARTY)).toEqual({
    ok: false,
    reason: 'user',
  });
  expect(await checkCeremony('webauthn.get', sent(NONE_ES256.authentication), PARTY)).toEqual({
    ok: false,
    reason: 'user',
  });
});

test.each([
  ['client_data', { clientDataJson: new Uint8Array([0xff]) }],
  ['client_data', { clientDataJson: text({ type: 'webauthn.create' }) }],
  ['client_data', { clientDataJson: text(null) }],
  ['type', { clientDataJson: text({ type: 'webauthn.get', challenge: 'x', origin: PARTY.origin }) }],
  ['origin', { clientDataJson: text({ type: 'webauthn.create', challenge: 'x', origin: 'https://example.org.evil' }) }],
  ['origin', { clientDataJson: text({ type: 'webauthn.create', challenge: 'x', origin: 'http://example.org' }) }],
  ['origin', { clientDataJson: bytes(CROSS_ORIGIN_CLIENT_DATA) }],
  ['authenticator_data', { authenticatorData: bytes(SELF_ES256.registration.authenticatorData).subarray(0, 36) }],
  ['authenticator_data', { authenticatorData: bytes(SELF_ES256.registration.authenticatorData).subarray(0, 80) }],
  ['rp_id', { authenticatorData: bytes(SELF_ES256.registration.authenticatorData).fill(0, 0, 32) }],
])('a ceremony is refused for its %s', async (reason, changed) => {
  const checked = await checkCeremony('webauthn.create', { ...sent(SELF_ES256.registration), ...changed }, PARTY);
  expect(checked).toEqual({ ok: false, reason });
});

test('a challenge is ours, for one purpose and five minutes, also while the key is being replaced', async () => {
  const now = Date.parse('2026-11-30T10:00:00Z');
  const keys = { key: 'a', previousKey: undefined };
  const challenge = await makeChallenge(keys, 'sign-in', now);
  expect(await makeChallenge(keys, 'sign-in', now)).not.toBe(challenge);
  const expiry = (
    given: string,
    purpose: 'sign-in' | 'register:prs_x' = 'sign-in',
    at = now,
    own: { key: string; previousKey: string | undefined } = keys,
  ) => expiryOfChallenge(own, purpose, given, at);
  expect(await expiry(challenge)).toBe(now + CHALLENGE_MS);
  expect(await expiry(challenge, 'sign-in', now + CHALLENGE_MS - 1)).toBe(now + CHALLENGE_MS);
  expect(await expiry(challenge, 'sign-in', now + CHALLENGE_MS)).toBeNull();
  expect(await expiry(challenge, 'register:prs_x')).toBeNull();
  expect(await expiry(challenge, 'sign-in', now, { key: 'b', previousKey: undefined })).toBeNull();
  expect(await expiry(challenge, 'sign-in', now, { key: 'b', previousKey: 'a' })).toBe(now + CHALLENGE_MS);
  expect(await expiry(`A${challenge.slice(1)}`)).toBeNull();
  expect(await expiry('')).toBeNull();
  expect(await expiry('!')).toBeNull();
});
