const encoder = new TextEncoder();

const base64url = (bytes: ArrayBuffer | Uint8Array): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes as ArrayBuffer)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
const fromBase64url = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (each) => each.codePointAt(0) ?? 0);

async function hkdf(salt: Uint8Array<ArrayBuffer>, secret: Uint8Array<ArrayBuffer>, info: Uint8Array, bytes: number) {
  const key = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  const derived = { name: 'HKDF', hash: 'SHA-256', salt, info: new Uint8Array(info) };
  return new Uint8Array(await crypto.subtle.deriveBits(derived, key, bytes * 8));
}

const joined = (...parts: (Uint8Array | string)[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(parts.flatMap((part) => [...(typeof part === 'string' ? encoder.encode(part) : part)]));

/** Makes the keys of a deployment for notifications (RFC 8292). */
export async function newVapidSettings() {
  const pair = (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ])) as CryptoKeyPair;
  const publicKey = (await crypto.subtle.exportKey('raw', pair.publicKey)) as ArrayBuffer;
  const { d = '' } = (await crypto.subtle.exportKey('jwk', pair.privateKey)) as JsonWebKey;
  return {
    verifyKey: pair.publicKey,
    settings: {
      VAPID_PUBLIC_KEY: base64url(publicKey),
      VAPID_PRIVATE_KEY: d,
      VAPID_SUBJECT: 'mailto:push@shop.example',
    },
  };
}

/** Makes a browser's subscription, and reads what is sent to it (RFC 8291, aes128gcm). */
export async function newPushReceiver(endpoint: string) {
  const pair = (await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, [
    'deriveBits',
  ])) as CryptoKeyPair;
  const own = new Uint8Array((await crypto.subtle.exportKey('raw', pair.publicKey)) as ArrayBuffer);
  const auth = crypto.getRandomValues(new Uint8Array(16));
  return {
    subscription: { endpoint, p256dh: base64url(own), auth: base64url(auth) },
    async read(body: Uint8Array): Promise<string> {
      const salt = new Uint8Array(body.slice(0, 16));
      const idLength = body[20] ?? 0;
      const sender = new Uint8Array(body.slice(21, 21 + idLength));
      const senderKey = await crypto.subtle.importKey('raw', sender, { name: 'ECDH', namedCurve: 'P-256' }, false, []);
      const deriving = { name: 'ECDH', public: senderKey } as unknown as SubtleCryptoDeriveKeyAlgorithm;
      const shared = new Uint8Array(await crypto.subtle.deriveBits(deriving, pair.privateKey, 256));
      const secret = await hkdf(auth, shared, joined('WebPush: info\0', own, sender), 32);
      const key = await hkdf(salt, secret, encoder.encode('Content-Encoding: aes128gcm\0'), 16);
      const iv = await hkdf(salt, secret, encoder.encode('Content-Encoding: nonce\0'), 12);
      const aes = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt']);
      const plain = new Uint8Array(
        await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, aes, new Uint8Array(body.slice(21 + idLength))),
      );
      // The text ends at the delimiter of the last record.
      return new TextDecoder().decode(plain.slice(0, plain.lastIndexOf(2)));
    },
  };
}

/** Reads the token of an `authorization: vapid` header, if its signature is right. */
export async function readVapid(header: string, verifyKey: CryptoKey): Promise<Record<string, unknown>> {
  const [, head = '', claims = '', signature = ''] = /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), k=/.exec(header) ?? [];
  const signed = encoder.encode(`${head}.${claims}`);
  const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
  const isRight = await crypto.subtle.verify(algorithm, verifyKey, fromBase64url(signature), signed);
  if (!isRight) throw new Error('The signature is wrong');
  return JSON.parse(new TextDecoder().decode(fromBase64url(claims)));
}
