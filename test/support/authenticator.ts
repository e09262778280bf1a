import { base64UrlDecode, base64UrlEncode } from '../../src/shared/crypto/encoding';
import { sha256 } from '../../src/shared/crypto/hmac';
import type { NewBrowser, Visit } from './people';

const ORIGIN = 'https://aisac.test';
const PEOPLE = '/account/profile/people/me';
const SIGN_IN = '/account/profile/sign-in';
const [PRESENT, VERIFIED, ATTESTED] = [0x01, 0x04, 0x40];

const concat = (...parts: Uint8Array[]): Uint8Array<ArrayBuffer> => new Uint8Array(parts.flatMap((part) => [...part]));
const uint = (value: number, size: number) =>
  Uint8Array.from({ length: size }, (_, i) => Math.floor(value / 256 ** (size - 1 - i)) % 256);

/** Encodes a number of an ECDSA signature as a DER INTEGER. */
function integer(digits: Uint8Array): Uint8Array {
  const first = digits.findIndex((digit) => digit !== 0);
  const short = digits.subarray(first < 0 ? digits.length - 1 : first);
  const value = (short[0] ?? 0) > 0x7f ? concat(new Uint8Array(1), short) : short;
  return concat(new Uint8Array([0x02, value.length]), value);
}

type Ceremony = {
  origin?: string;
  rpId?: string;
  flags?: number;
  signCount?: number;
  challenge?: string;
  crossOrigin?: boolean;
};

/** A software authenticator with one passkey, and what a browser sends of it. */
export async function newAuthenticator() {
  const pair = (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ])) as CryptoKeyPair;
  const publicKey = new Uint8Array((await crypto.subtle.exportKey('spki', pair.publicKey)) as ArrayBuffer);
  const credentialId = crypto.getRandomValues(new Uint8Array(32));
  let userHandle = '';

  const header = async ({ rpId = 'aisac.test', flags = PRESENT | VERIFIED, signCount = 0 }: Ceremony, more = 0) =>
    concat(await sha256(rpId), uint(flags | more, 1), uint(signCount, 4));
  const clientData = (
    type: string,
    challenge: string,
    { origin = ORIGIN, crossOrigin = false }: Ceremony,
  ): Uint8Array<ArrayBuffer> =>
    new Uint8Array(new TextEncoder().encode(JSON.stringify({ type, challenge, origin, crossOrigin })));

  return {
    credentialId: base64UrlEncode(credentialId),
    /** Adds the passkey to the person who signed in. */
    async register(browser: NewBrowser, ceremony: Ceremony = {}): Promise<Visit> {
      const options = JSON.parse((await browser.submit(`${PEOPLE}/passkeys/options`)).text);
      userHandle = options.user_handle;
      const attested = concat(new Uint8Array(16), uint(credentialId.length, 2), credentialId);
      return browser.submit(`${PEOPLE}/passkeys`, {
        name: 'Passkey',
        client_data: base64UrlEncode(clientData('webauthn.create', ceremony.challenge ?? options.challenge, ceremony)),
        authenticator_data: base64UrlEncode(concat(await header(ceremony, ATTESTED), attested)),
        public_key: base64UrlEncode(publicKey),
        algorithm: '-7',
      });
    },
    challenge: async (browser: NewBrowser): Promise<string> =>
      JSON.parse((await browser.post(`${SIGN_IN}/challenge`)).text).challenge,
    /** Answers a challenge; returns the fields that a browser posts. */
    async answer(challenge: string, ceremony: Ceremony = {}) {
      const data = await header(ceremony);
      const client = clientData('webauthn.get', challenge, ceremony);
      const signed = concat(data, await sha256(client));
      const raw = new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, signed));
      const numbers = concat(integer(raw.subarray(0, 32)), integer(raw.subarray(32)));
      return {
        credential_id: base64UrlEncode(credentialId),
        user_handle: userHandle,
        client_data: base64UrlEncode(client),
        authenticator_data: base64UrlEncode(data),
        signature: base64UrlEncode(concat(new Uint8Array([0x30, numbers.length]), numbers)),
      };
    },
    async signIn(browser: NewBrowser, ceremony: Ceremony = {}, next = ''): Promise<Visit> {
      const challenge = ceremony.challenge ?? (await this.challenge(browser));
      return browser.post(`${SIGN_IN}/passkey`, { ...(await this.answer(challenge, ceremony)), next });
    },
    owner: () => new TextDecoder().decode(base64UrlDecode(userHandle) ?? new Uint8Array()),
  };
}
