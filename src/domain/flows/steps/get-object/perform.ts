import type { CompletedStep, RunProgress } from '../../../../db/run-statements';
import type { Store } from '../../../../db/stores';
import type { JsonObject } from '../../../../shared/json';
import type { ObjectRef } from '../../../canonical-object';
import { STALL_MS } from '../../../requests/next-check-times';
import { shipmentView } from '../../../shipment-view';
import { type FetchedObject, fetchObject } from '../../../stores/fetch-object';
import type { DurableRun } from '../../engine/durable-run';
import type { StepIteration } from '../../engine/step-iteration';
import { fetchShopifyOrder } from './fetch-shopify-order';
import { withShipments } from './with-shipments';

const detailOf = (object: ObjectRef, fetched: FetchedObject): JsonObject => ({
  object,
  found: fetched.kind === 'found',
  ...(fetched.kind === 'failed' ? { code: fetched.code } : {}),
});

const statusOf = ({ kind }: FetchedObject): 'done' | 'failed' => (kind === 'failed' ? 'failed' : 'done');

/** Codes after which a retry gives the same. */
const FINAL_CODES = ['no_endpoint', 'store_deleted'];

type Fetch = { object: ObjectRef; last: boolean };

/** Reads an object once. Throws to be retried unless this attempt is the last. */
export async function fetchOnce(
  { deps, loaded, requestId }: DurableRun,
  store: Store,
  { object, last }: Fetch,
): Promise<FetchedObject & { now: number }> {
  const { userKey, accountId } = loaded.request;
  const { storeId, kind } = store;
  const [read, shipments] = await Promise.all([
    kind === 'shopify'
      ? fetchShopifyOrder(deps, store, object, loaded.account)
      : fetchObject(deps, { store, object, userKey, requestId }),
    object.type === 'order' ? deps.shipments.listOfOrder({ accountId, storeId, orderId: object.id }) : null,
  ]);
  const fetched: FetchedObject =
    read.kind === 'found' && shipments !== null
      ? { ...read, object: withShipments(read.object, shipments.map(shipmentView), kind) }
      : read;
  if (fetched.kind === 'failed' && !last && !FINAL_CODES.includes(fetched.code))
    throw new Error(`getObject: ${fetched.code}`);
  return { ...fetched, now: deps.now() };
}

/** Returns the record of a step that has read an object. */
export const readStep = (
  at: StepIteration,
  object: ObjectRef,
  result: FetchedObject & { now: number },
  startedAt: number,
): CompletedStep => ({
  ...at,
  detail: detailOf(object, result),
  read: {
    status: statusOf(result),
    result,
    startedAt: Math.min(startedAt, result.now),
    endedAt: result.now,
  },
});

/**
 * Reads an object once, with the store as it is now, and writes the step's start and end. Throws as `fetchOnce`; null when
 * the request has ended.
 */
export async function fetchInLog(
  run: DurableRun,
  at: StepIteration,
  progress: RunProgress,
  { object, last }: Fetch,
): Promise<JsonObject | null> {
  const { deps, loaded, accountId, requestId } = run;
  const now = deps.now();
  const step = { ...at, detail: { object } };
  const { storeId } = loaded.request;
  const nextCheckAt = now + STALL_MS;
  const begun = await deps.runLog.beginFetch({ accountId, requestId, at: step, progress, storeId, now, nextCheckAt });
  if (!begun.live) return null;
  const result = await fetchOnce(run, begun.store ?? loaded.store, { object, last });
  const end = { status: statusOf(result), detail: detailOf(object, result), result, now: result.now };
  await deps.runLog.endStep({ accountId, requestId, at, ...end });
  return result;
}
