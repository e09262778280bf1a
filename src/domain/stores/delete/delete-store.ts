import { newAuditEntry } from '../../audit/new-audit-entry';
import { invalidateCredentials } from '../../keys/authenticate';
import type { Context, Deps } from '../../ports';
import type { ReadDeps } from '../../shopify/read-shopify';
import { findStore } from '../find-store';
import { removeWebhooks } from '../set-up/remove-webhooks';
import { invalidateWebhookStore } from '../webhook-store';

/** The sweep wakes the other runs. */
const MAX_WAKES = 100;

/**
 * Deletes a store: it is no longer called, its waiting pushes are cancelled, and a shop no longer calls us. The sweep erases its
 * secrets once no push is in flight. Fails with not_found.
 */
export async function deleteStore(
  deps: ReadDeps & Pick<Deps, 'engine' | 'keys' | 'now'>,
  context: Context,
  storeId: string,
): Promise<void> {
  const store = await findStore(deps, context, storeId);
  const { accountId, webhookKeyId } = store;
  if (store.kind === 'shopify') await removeWebhooks(deps, store);
  const now = deps.now();
  const targets = [{ type: 'store', id: storeId }];
  const waits = await deps.stores.delete(
    accountId,
    storeId,
    now,
    newAuditEntry(context, now, 'store.deleted', { targets }),
  );
  // The key in the URL of its webhooks has no other use.
  if (webhookKeyId !== null) {
    const key = [{ type: 'key', id: webhookKeyId }];
    const audit = newAuditEntry(context, now, 'key.revoked', { targets: key });
    await deps.keys.revoke(accountId, webhookKeyId, now, audit);
  }
  invalidateCredentials(accountId);
  invalidateWebhookStore(accountId, storeId);
  await Promise.all(
    waits.slice(0, MAX_WAKES).map(({ requestId, openWait }) => deps.engine.wake(requestId, openWait ?? '')),
  );
}
