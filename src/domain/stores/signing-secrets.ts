import type { Store } from '../../db/stores/stores';
import { aadFor, type Encryptor } from '../../shared/crypto/encryption';
import { retiredSecrets } from './retired-secrets';

/** Returns the secrets that sign a store's pushes, in clear text: the current one, and rotated ones that are still valid. */
export async function signingSecrets(encryptor: Encryptor, store: Store, now: number): Promise<string[]> {
  const retired = retiredSecrets(store, now).map(({ secret }) => secret);
  const encrypted = [store.secret, ...retired].filter((secret) => secret !== null);
  return Promise.all(encrypted.map((secret) => encryptor.decrypt(secret, aadFor(store.storeId, 'secret'))));
}
