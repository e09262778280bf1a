import type { Store } from '../../db/stores';
import { noClaim } from '../idempotency';
import { createKey } from '../keys/manage-keys';
import type { Context, Deps } from '../ports';
import { secretPlace } from './endpoint-headers';

/**
 * Makes the key in the address of a shop's webhooks, which can do nothing else, and keeps it sealed with the store so that
 * the address can be copied again. One that works stays: the shop may have it. Fails with missing_scope for who may not
 * receive webhooks.
 */
export async function makeWebhookKey(deps: Deps, context: Context, store: Store): Promise<void> {
  const { accountId, idStore, name, webhookKey, webhookKeyId } = store;
  const now = deps.now();
  const known = webhookKey === null || webhookKeyId === null ? null : await deps.keys.find(accountId, webhookKeyId);
  if (known && known.revokedAt === null && (known.expiresAt === null || known.expiresAt > now)) return;
  const input = { name: `Shopify: ${name}`.slice(0, 200), scopes: ['webhook:shopify' as const] };
  const { row, apiKey } = await createKey(deps, context, input, noClaim);
  const sealed = await deps.sealer.seal(apiKey, secretPlace(idStore, 'webhook_key'));
  await deps.stores.update({ accountId, idStore, set: { webhookKey: sealed, webhookKeyId: row.keyId } });
}
