import type { RunProgress } from '../../../../db/run-statements';
import type { JsonObject } from '../../../../shared/json';
import type { ObjectRef } from '../../../canonical-object';
import { STALL_MS } from '../../../requests/next-check-times';
import { type FetchedObject, fetchObject } from '../../../stores/fetch-object';
import type { DurableRun } from '../../engine/durable-run';
import type { StepIteration } from '../../engine/step-iteration';
import { fetchShopifyOrder } from './fetch-shopify-order';

const detailOf = (object: ObjectRef, fetched: FetchedObject): JsonObject => ({
  object,
  found: fetched.kind === 'found',
  ...(fetched.kind === 'failed' ? { code: fetched.code } : {}),
});

/** Codes after which a retry gives the same. */
const FINAL_CODES = ['no_endpoint', 'store_deleted'];

/** Reads an object once. Throws to be retried unless this attempt is the last; null when the request has ended. */
export async function performGetObject(
  { deps, loaded, accountId, requestId }: DurableRun,
  at: StepIteration,
  progress: RunProgress,
  { object }: { object: ObjectRef },
  last: boolean,
): Promise<JsonObject | null> {
  const now = deps.now();
  const step = { ...at, detail: { object } };
  const { storeId, userKey } = loaded.request;
  const nextCheckAt = now + STALL_MS;
  const begun = await deps.runLog.beginFetch({ accountId, requestId, at: step, progress, storeId, now, nextCheckAt });
  if (!begun.live) return null;
  const store = begun.store ?? loaded.store;
  const fetched =
    store.kind === 'shopify'
      ? await fetchShopifyOrder(deps, store, object, loaded.account)
      : await fetchObject(deps, { store, object, userKey, requestId });
  if (fetched.kind === 'failed' && !last && !FINAL_CODES.includes(fetched.code))
    throw new Error(`getObject: ${fetched.code}`);
  const ended = deps.now();
  const result: JsonObject = { ...fetched, now: ended };
  const status = fetched.kind === 'failed' ? 'failed' : 'done';
  await deps.runLog.endStep({
    accountId,
    requestId,
    at,
    status,
    detail: detailOf(object, fetched),
    result,
    now: ended,
  });
  return result;
}
