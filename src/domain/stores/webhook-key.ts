import type { Store } from '../../db/stores/stores';
import { aadFor, DecryptionError } from '../../shared/crypto/encryption';
import { keyCreated, prepareKey } from '../keys/manage-keys';
import type { Context, Deps } from '../ports';

/** Returns the API key of a shop's webhooks in clear text; null if there is none, or it cannot be decrypted any more. */
export async function decryptWebhookKey(
  { encryptor }: Pick<Deps, 'encryptor'>,
  { storeId, webhookKey }: Pick<Store, 'storeId' | 'webhookKey'>,
): Promise<string | null> {
  if (webhookKey === null) return null;
  try {
    return await encryptor.decrypt(webhookKey, aadFor(storeId, 'webhook_key'));
  } catch (error) {
    if (error instanceof DecryptionError) return null;
    throw error;
  }
}

/**
 * Creates the API key in the URL of a shop's webhooks, which has only that scope, and stores it encrypted with the store, so
 * that the URL can be shown again. An existing key that works and does not expire stays: the shop may use it. Fails with
 * missing_scope.
 */
export async function ensureWebhookKey(
  deps: Pick<Deps, 'database' | 'directory' | 'encryptor' | 'keys' | 'now'>,
  context: Context,
  store: Pick<Store, 'accountId' | 'storeId' | 'name' | 'webhookKey' | 'webhookKeyId'>,
): Promise<void> {
  const { accountId, storeId, name, webhookKeyId } = store;
  const key = webhookKeyId === null ? undefined : await deps.keys.find(accountId, webhookKeyId);
  const isLasting = key !== undefined && key.revokedAt === null && key.expiresAt === null;
  if (isLasting && (await decryptWebhookKey(deps, store)) !== null) return;
  const scopes = ['webhook:shopify' as const];
  const { row, apiKey } = await prepareKey(deps, context, { name: `Shopify: ${name}`.slice(0, 200), scopes });
  const encryptedKey = await deps.encryptor.encrypt(apiKey, aadFor(storeId, 'webhook_key'));
  const of = { storeId, previousKeyId: webhookKeyId, encryptedKey };
  await deps.keys.insertForStore(row, of, keyCreated(context, row));
}
