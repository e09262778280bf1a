import { LIST_DAYS } from '../home/load-home';
import type { Context, Deps } from '../ports';
import { recoverPushes } from './retry-pushes';

const DAY_MS = 86_400_000;

/** Retries the updates of a store that the home page lists as failed, up to 1,000. Fails with store_not_found. */
export async function retryListedPushes(
  deps: Pick<Deps, 'now' | 'pushes' | 'queuePushes' | 'stores'>,
  context: Context,
  storeId: string,
): Promise<void> {
  const now = deps.now();
  await recoverPushes(deps, context, { storeId, from: now - LIST_DAYS * DAY_MS, to: now, dryRun: false });
}
