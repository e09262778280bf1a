import { base64Decode, base64Encode } from './encoding';
import { sha256Hex } from './hmac';

const KEY_BYTES = 32;
const IV_BYTES = 12;
const utf8 = new TextEncoder();

/** A sealed value that none of the keys opens, or that stands where it was not sealed for. */
export class DecryptionError extends Error {}

export type Encryptor = {
  /** Seals a secret for one place (`aad`). */
  encrypt(plain: string, aad: string): Promise<string>;
  /** Opens what was sealed for this place; throws SealBroken. */
  decrypt(sealed: string, aad: string): Promise<string>;
  /** The id of the current key, which stands in every value it has sealed. */
  currentKeyId(): Promise<string>;
  /** Whether a value is sealed with the current key, not the previous one. */
  usesCurrentKey(sealed: string): Promise<boolean>;
};

/** Binds a sealed value to where it belongs, so that a row's secret is worth nothing in another row. */
export const secretPlace = (ownerId: string, member: string): string => `${ownerId}/${member}`;

type EncryptionKey = { id: string; key: CryptoKey };

async function importKey(base64: string): Promise<EncryptionKey> {
  const bytes = base64Decode(base64);
  if (bytes?.length !== KEY_BYTES) throw new RangeError('a sealing key must be 32 bytes in base64');
  const key = await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
  return { id: (await sha256Hex(bytes)).slice(0, 8), key };
}

/**
 * Seals secrets at rest with AES-256-GCM as `v1.<key id>.<iv>.<ciphertext>`. What was sealed with `previousKey` still
 * opens, so that keys can be rotated without downtime. Throws RangeError for a key that is not 32 bytes of base64.
 */
export function makeEncryptor({ key, previousKey }: { key: string; previousKey?: string | undefined }): Encryptor {
  for (const each of [key, previousKey]) {
    if (each !== undefined && base64Decode(each)?.length !== KEY_BYTES) {
      throw new RangeError('a sealing key must be 32 bytes in base64');
    }
  }
  // Imported on first use: a Worker may do no asynchronous work while it starts.
  let imported: Promise<{ current: EncryptionKey; all: EncryptionKey[] }> | undefined;
  const keys = () => {
    imported ??= Promise.all([key, ...(previousKey === undefined ? [] : [previousKey])].map(importKey)).then((all) => ({
      current: all[0] as EncryptionKey,
      all,
    }));
    return imported;
  };

  return {
    async encrypt(plain, aad) {
      const { current } = await keys();
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const algorithm = { name: 'AES-GCM', iv, additionalData: utf8.encode(aad) };
      const sealed = await crypto.subtle.encrypt(algorithm, current.key, utf8.encode(plain));
      return `v1.${current.id}.${base64Encode(iv)}.${base64Encode(new Uint8Array(sealed))}`;
    },

    async decrypt(sealed, aad) {
      const [version, id, iv64 = '', data64 = ''] = sealed.split('.');
      const [iv, data] = [base64Decode(iv64), base64Decode(data64)];
      const found = (await keys()).all.find((candidate) => candidate.id === id);
      if (version !== 'v1' || !found || !iv || !data) throw new DecryptionError('the sealed value cannot be opened');
      try {
        const algorithm = { name: 'AES-GCM', iv, additionalData: utf8.encode(aad) };
        return new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, found.key, data));
      } catch {
        throw new DecryptionError('the sealed value cannot be opened');
      }
    },

    async currentKeyId() {
      return (await keys()).current.id;
    },

    async usesCurrentKey(sealed) {
      return sealed.startsWith(`v1.${(await keys()).current.id}.`);
    },
  };
}
