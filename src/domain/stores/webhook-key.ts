import type { Store } from '../../db/stores';
import { aadFor, DecryptionError } from '../../shared/encryption';
import { prepareKey } from '../keys/manage-keys';
import type { Context, Deps } from '../ports';

/** The key of a shop's webhooks in the clear; null where there is none, or its seal can't be opened any more. */
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
 * Makes the key in the address of a shop's webhooks, which can do nothing else, and keeps it sealed with the store so that
 * the address can be copied again. One that works without an end stays: the shop may have it. Fails with missing_scope for
 * who may not receive webhooks.
 */
export async function ensureWebhookKey(deps: Deps, context: Context, store: Store): Promise<void> {
  const { accountId, storeId, name, webhookKeyId } = store;
  const known = webhookKeyId === null ? undefined : await deps.keys.find(accountId, webhookKeyId);
  const works = known !== undefined && known.revokedAt === null && known.expiresAt === null;
  if (works && (await decryptWebhookKey(deps, store)) !== null) return;
  const scopes = ['webhook:shopify' as const];
  const { row, apiKey } = await prepareKey(deps, context, { name: `Shopify: ${name}`.slice(0, 200), scopes });
  const sealed = await deps.encryptor.encrypt(apiKey, aadFor(storeId, 'webhook_key'));
  await deps.keys.insertForStore(row, { storeId, previousKeyId: webhookKeyId, encryptedKey: sealed });
}
