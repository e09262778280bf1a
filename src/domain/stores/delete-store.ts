import { newAuditEntry } from '../audit/new-audit-entry';
import { invalidateCredentials } from '../keys/authenticate';
import type { Context, Deps } from '../ports';
import { findStore } from './find-store';
import { invalidateWebhookStore } from './webhook-store';

/** The sweep wakes the other runs. */
const MAX_WAKES = 100;

/**
 * Deletes a store: it is no longer called, and its waiting pushes are cancelled. The sweep erases its secrets once no push is
 * in flight. Fails with not_found.
 */
export async function deleteStore(
  deps: Pick<Deps, 'engine' | 'keys' | 'now' | 'stores'>,
  context: Context,
  storeId: string,
): Promise<void> {
  const { accountId, webhookKeyId } = await findStore(deps, context, storeId);
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
