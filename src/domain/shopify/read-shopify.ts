import type { ShopifyGraphqlError } from '../../clients/shopify-admin';
import type { Store } from '../../db/stores/stores';
import { newId } from '../../shared/crypto/ids';
import { describeError } from '../../shared/errors/describe-error';
import type { JsonObject } from '../../shared/json/json';
import type { Deps } from '../ports';
import { adminErrorOf } from './admin-error';
import { type AdminApiDeps, type AdminApiRequest, type AdminApiResult, callAdminApi } from './call-admin-api';
import { hasUnreported, toReportNow, whileWaiting } from './reads-in-isolate';

/** Reads have priority over waiting pushes, so they wait only for calls in flight. */
const MAX_WAITS = 10;
const LEASE_MS = 40_000;

export type ReadDeps = AdminApiDeps & Pick<Deps, 'storeRate' | 'sleep' | 'log'>;

export type ReadShopifyResult =
  /** `data` may be partial: each of `errors` has left a member null. */
  { kind: 'data'; data: JsonObject; errors: ShopifyGraphqlError[] } | { kind: 'failed'; code: string };

/**
 * Returns the data of a response with errors, null if there is none. A top-level member that is null was refused: it must not
 * be read as an object that does not exist.
 */
function partialDataOf({ data }: AdminApiResult & { kind: 'refused' }): JsonObject | null {
  const members = Object.values(data ?? {});
  return members.length > 0 && !members.includes(null) ? data : null;
}

/** Whether a retry can return more data. Missing permissions are final. */
const isRetryable = (result: AdminApiResult): boolean =>
  result.kind === 'throttled' ||
  (result.kind === 'refused' && partialDataOf(result) !== null && !adminErrorOf(result).isFinal);

/**
 * Waits until the store's bucket has enough points, at most ten times; after that the call is made and Shopify may throttle
 * it. Returns whether the end of the read must be reported.
 */
function waitForPoints(deps: ReadDeps, storeId: string, readId: string, points: number): Promise<boolean> {
  return whileWaiting(storeId, async (takeEnded) => {
    for (let waits = 0; waits < MAX_WAITS; waits += 1) {
      const request = { readId, points, leaseMs: LEASE_MS, mayOmitReport: true, ended: takeEnded() };
      const { waitMs, mustReport } = await deps.storeRate.takePoints(storeId, request);
      if (waitMs === 0) return mustReport;
      await deps.sleep(waitMs);
    }
    return true;
  });
}

/** Whether Shopify has stated less than the rate state assumes when it needs no report. */
const isNews = ({ kind, points }: AdminApiResult): boolean =>
  kind === 'throttled' || (points !== null && points.available < points.maximum / 2);

/**
 * Reads from a store's Admin API once its bucket has `points`. Retries once if it is still throttled, or if part
 * of the data is missing because of a transient error; then returns the partial data.
 */
export async function readShopify(
  deps: ReadDeps,
  store: Store,
  { points, ...request }: AdminApiRequest & { points: number },
): Promise<ReadShopifyResult> {
  const { storeId } = store;
  const readOnce = async (): Promise<AdminApiResult> => {
    const readId = newId('req');
    const unreachable = (error: unknown): true => {
      deps.log('store_rate_unreachable', { id_store: storeId, error: describeError(error) });
      return true;
    };
    const mustReport = await waitForPoints(deps, storeId, readId, points).catch(unreachable);
    const result = await callAdminApi(deps, store, request);
    if (!mustReport && !isNews(result) && !hasUnreported(storeId)) return result;
    for (const read of toReportNow(storeId, { readId, stated: result.points })) {
      await deps.storeRate.reportPoints(storeId, read).catch(unreachable);
    }
    return result;
  };
  let result = await readOnce();
  if (isRetryable(result)) {
    if (result.kind === 'throttled') await deps.sleep(result.waitMs);
    result = await readOnce();
  }
  if (result.kind === 'data') return { kind: 'data', data: result.data, errors: [] };
  const partial = result.kind === 'refused' ? partialDataOf(result) : null;
  if (result.kind === 'refused' && partial !== null) return { kind: 'data', data: partial, errors: result.errors };
  return { kind: 'failed', code: adminErrorOf(result).code };
}
