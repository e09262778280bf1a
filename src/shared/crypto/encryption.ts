import { lazy } from '../lazy/lazy';
import { base64Decode, base64Encode } from './encoding';
import { sha256Hex } from './hmac';

const KEY_BYTES = 32;
const IV_BYTES = 12;
const utf8 = new TextEncoder();

/** The value was encrypted with an unknown key or for another row or member, or it has been changed. */
export class DecryptionError extends Error {}

export type Encryptor = {
  /** Encrypts a secret and binds it to `aad` (additional authenticated data), which names its row and member. */
  encrypt(plain: string, aad: string): Promise<string>;
  /** Decrypts a value that was encrypted with this `aad`. Throws DecryptionError. */
  decrypt(encrypted: string, aad: string): Promise<string>;
  /** Returns the id of the current key, which is part of every value that it has encrypted. */
  currentKeyId(): Promise<string>;
  /** Returns whether a value is encrypted with the current key and not the previous one. */
  usesCurrentKey(encrypted: string): Promise<boolean>;
};

/** Returns the AAD that binds an encrypted value to its row and member, so that it cannot be decrypted for another one. */
export const aadFor = (ownerId: string, member: string): string => `${ownerId}/${member}`;

type EncryptionKey = { id: string; key: CryptoKey };

async function importKey(base64: string): Promise<EncryptionKey> {
  const bytes = base64Decode(base64);
  if (bytes?.length !== KEY_BYTES) throw new RangeError('an encryption key must be 32 bytes in base64');
  const key = await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
  return { id: (await sha256Hex(bytes)).slice(0, 8), key };
}

/**
 * Encrypts secrets at rest with AES-256-GCM as `v1.<key id>.<iv>.<ciphertext>`. Values of `previousKey` can still be
 * decrypted, so that keys rotate without downtime. Throws RangeError for a key that is not 32 bytes of base64.
 */
export function makeEncryptor({ key, previousKey }: { key: string; previousKey?: string | undefined }): Encryptor {
  for (const each of [key, previousKey]) {
    if (each !== undefined && base64Decode(each)?.length !== KEY_BYTES) {
      throw new RangeError('an encryption key must be 32 bytes in base64');
    }
  }
  // Imported at the first use, because a Worker cannot do asynchronous work while it starts.
  const keys = lazy(async () => {
    const all = await Promise.all([key, ...(previousKey === undefined ? [] : [previousKey])].map(importKey));
    return { current: all[0] as EncryptionKey, all };
  });

  return {
    async encrypt(plain, aad) {
      const { current } = await keys();
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const algorithm = { name: 'AES-GCM', iv, additionalData: utf8.encode(aad) };
      const sealed = await crypto.subtle.encrypt(algorithm, current.key, utf8.encode(plain));
      return `v1.${current.id}.${base64Encode(iv)}.${base64Encode(new Uint8Array(sealed))}`;
    },

    async decrypt(encrypted, aad) {
      const [version, id, iv64 = '', data64 = ''] = encrypted.split('.');
      const [iv, data] = [base64Decode(iv64), base64Decode(data64)];
      const found = (await keys()).all.find((candidate) => candidate.id === id);
      if (version !== 'v1' || !found || !iv || !data) throw new DecryptionError('the value cannot be decrypted');
      try {
        const algorithm = { name: 'AES-GCM', iv, additionalData: utf8.encode(aad) };
        return new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, found.key, data));
      } catch {
        throw new DecryptionError('the value cannot be decrypted');
      }
    },

    async currentKeyId() {
      return (await keys()).current.id;
    },

    async usesCurrentKey(encrypted) {
      return encrypted.startsWith(`v1.${(await keys()).current.id}.`);
    },
  };
}
