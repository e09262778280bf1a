import type { Store } from '../../db/stores/stores';
import { newAuditEntry } from '../audit/new-audit-entry';
import type { Context, Deps } from '../ports';
import { findStore } from './find-store';

/** Resumes a paused store; harmless for one that is not paused. Fails with not_found. */
export async function resumeStore(
  deps: Pick<Deps, 'now' | 'stores'>,
  context: Context,
  storeId: string,
): Promise<Store> {
  const { accountId } = await findStore(deps, context, storeId);
  const now = deps.now();
  const facts = { targets: [{ type: 'store', id: storeId }], metadata: { resumed: true } };
  await deps.stores.resume(accountId, storeId, now, newAuditEntry(context, now, 'store.changed', facts));
  return findStore(deps, context, storeId);
}
