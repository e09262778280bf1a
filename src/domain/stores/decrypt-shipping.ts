import type { StoredShipping } from '../../db/schema';
import { aadFor, type Encryptor } from '../../shared/crypto/encryption';
import type { ShippingSecret } from '../../shared/orders/shipping-secrets';

/** The additional data with which a secret of a store's shipping platform is encrypted. */
export const shippingAad = (storeId: string, name: string): string => aadFor(storeId, `shipping:${name}`);

/** Returns the decrypted secrets of a store's shipping platform, by their names; those that are not set are left out. */
export async function decryptShipping(
  encryptor: Encryptor,
  storeId: string,
  { secrets }: StoredShipping,
): Promise<Partial<Record<ShippingSecret, string>>> {
  const decrypted = Object.entries(secrets).map(
    async ([name, value]) => [name, await encryptor.decrypt(value, shippingAad(storeId, name))] as const,
  );
  return Object.fromEntries(await Promise.all(decrypted));
}
