import type { Store } from '../../db/stores';
import type { Context, Deps } from '../ports';
import { findStore } from './find-store';

/** Resumes a paused store; harmless for one that is not paused. Fails with not_found. */
export async function resumeStore(
  deps: Pick<Deps, 'now' | 'stores'>,
  context: Context,
  storeId: string,
): Promise<Store> {
  const { accountId } = await findStore(deps, context, storeId);
  await deps.stores.resume(accountId, storeId, deps.now());
  return findStore(deps, context, storeId);
}
