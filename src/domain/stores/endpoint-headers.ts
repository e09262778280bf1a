import { aadFor, type Encryptor } from '../../shared/crypto/encryption';

async function mapValues(values: Record<string, string>, change: (name: string, value: string) => Promise<string>) {
  const entries = Object.entries(values).map(async ([name, value]) => [name, await change(name, value)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/** Encrypts the values of an endpoint's headers; the names stay readable. */
export const encryptHeaders = (encryptor: Encryptor, storeId: string, headers: Record<string, string>) =>
  mapValues(headers, (name, value) => encryptor.encrypt(value, aadFor(storeId, `header:${name}`)));

export const decryptHeaders = (encryptor: Encryptor, storeId: string, headers: Record<string, string>) =>
  mapValues(headers, (name, value) => encryptor.decrypt(value, aadFor(storeId, `header:${name}`)));
