import type { ShopifyGraphqlError } from '../../clients/shopify-admin';
import type { Store } from '../../db/stores';
import { describeError } from '../../shared/describe-error';
import { newId } from '../../shared/ids';
import type { JsonObject } from '../../shared/json';
import type { Deps } from '../ports';
import { adminErrorOf } from './admin-error';
import { type AdminApiDeps, type AdminApiRequest, type AdminApiResult, callAdminApi } from './call-admin-api';

/** A read goes before the pushes that wait, so what it waits for is only what is under way. */
const MAX_WAITS = 10;
const LEASE_MS = 40_000;

export type ReadDeps = AdminApiDeps & Pick<Deps, 'storeRate' | 'sleep' | 'log'>;

export type ReadShopifyResult =
  /** What came; each of `errors` has left a member null. */
  { kind: 'data'; data: JsonObject; errors: ShopifyGraphqlError[] } | { kind: 'failed'; code: string };

/**
 * What came of an answer with errors; null where Shopify gave nothing. A member at the top that is null was refused as a
 * whole: it must not be read as something that does not exist.
 */
function partialDataOf({ data }: AdminApiResult & { kind: 'refused' }): JsonObject | null {
  const members = Object.values(data ?? {});
  return members.length > 0 && !members.includes(null) ? data : null;
}

/** Whether asking again can give more: what the app has no access to stays closed. */
const isRetryable = (asked: AdminApiResult): boolean =>
  asked.kind === 'throttled' ||
  (asked.kind === 'refused' && partialDataOf(asked) !== null && !adminErrorOf(asked).isFinal);

/** Waits until the store's bucket has room; where nobody can tell, Shopify itself will. */
async function waitForPoints(deps: ReadDeps, storeId: string, readId: string, points: number): Promise<void> {
  for (let waits = 0; waits < MAX_WAITS; waits += 1) {
    const waitMs = await deps.storeRate.takePoints(storeId, { readId, points, leaseMs: LEASE_MS });
    if (waitMs === 0) return;
    await deps.sleep(waitMs);
  }
}

/**
 * Reads from a store's Admin API when its bucket has room for `points`. It asks once more when it was throttled all the same,
 * or when a part did not come for a reason that may pass; then what came is used.
 */
export async function readShopify(
  deps: ReadDeps,
  store: Store,
  { points, ...question }: AdminApiRequest & { points: number },
): Promise<ReadShopifyResult> {
  const { storeId } = store;
  const readOnce = async (): Promise<AdminApiResult> => {
    const readId = newId('req');
    const unreachable = (error: unknown): void =>
      deps.log('store_rate_unreachable', { id_store: storeId, error: describeError(error) });
    await waitForPoints(deps, storeId, readId, points).catch(unreachable);
    const asked = await callAdminApi(deps, store, question);
    await deps.storeRate.reportPoints(storeId, { readId, stated: asked.points }).catch(unreachable);
    return asked;
  };
  let asked = await readOnce();
  if (isRetryable(asked)) {
    if (asked.kind === 'throttled') await deps.sleep(asked.waitMs);
    asked = await readOnce();
  }
  if (asked.kind === 'data') return { kind: 'data', data: asked.data, errors: [] };
  const part = asked.kind === 'refused' ? partialDataOf(asked) : null;
  if (asked.kind === 'refused' && part !== null) return { kind: 'data', data: part, errors: asked.errors };
  return { kind: 'failed', code: adminErrorOf(asked).code };
}
