import type { Store } from '../../db/stores';
import { aadFor, type Encryptor } from '../../shared/encryption';
import { retiredSecrets } from './retired-secrets';

/** What a store's pushes are signed with, in the clear: its secret, and those that were rotated away and are still good. */
export async function signingSecrets(encryptor: Encryptor, store: Store, now: number): Promise<string[]> {
  const retired = retiredSecrets(store, now).map(({ secret }) => secret);
  const sealed = [store.secret, ...retired].filter((secret) => secret !== null);
  return Promise.all(sealed.map((secret) => encryptor.decrypt(secret, aadFor(store.storeId, 'secret'))));
}
