import type { Store } from '../../db/stores';
import { SealBroken, secretPlace } from '../../shared/seal';
import { newKey } from '../keys/manage-keys';
import type { Context, Deps } from '../ports';

/** The key of a shop's webhooks in the clear; null where there is none, or its seal can't be opened any more. */
export async function openWebhookKey(
  { sealer }: Pick<Deps, 'sealer'>,
  { idStore, webhookKey }: Pick<Store, 'idStore' | 'webhookKey'>,
): Promise<string | null> {
  if (webhookKey === null) return null;
  try {
    return await sealer.open(webhookKey, secretPlace(idStore, 'webhook_key'));
  } catch (error) {
    if (error instanceof SealBroken) return null;
    throw error;
  }
}

/**
 * Makes the key in the address of a shop's webhooks, which can do nothing else, and keeps it sealed with the store so that
 * the address can be copied again. One that works without an end stays: the shop may have it. Fails with missing_scope for
 * who may not receive webhooks.
 */
export async function makeWebhookKey(deps: Deps, context: Context, store: Store): Promise<void> {
  const { accountId, idStore, name, webhookKeyId } = store;
  const known = webhookKeyId === null ? undefined : await deps.keys.find(accountId, webhookKeyId);
  const works = known !== undefined && known.revokedAt === null && known.expiresAt === null;
  if (works && (await openWebhookKey(deps, store)) !== null) return;
  const scopes = ['webhook:shopify' as const];
  const { row, apiKey } = await newKey(deps, context, { name: `Shopify: ${name}`.slice(0, 200), scopes });
  const sealed = await deps.sealer.seal(apiKey, secretPlace(idStore, 'webhook_key'));
  await deps.keys.insertForStore(row, { idStore, before: webhookKeyId, sealed });
}
