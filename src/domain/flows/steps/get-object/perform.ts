import type { CompletedStep, RunProgress } from '../../../../db/runs/run-statements';
import type { Shipment } from '../../../../db/shipments/shipments';
import type { Store } from '../../../../db/stores/stores';
import type { JsonObject } from '../../../../shared/json/json';
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

/** Returns the shipments of an order: those that came with the run, if it is the order of the request. */
export async function shipmentsOf({ deps, loaded, accountId }: DurableRun, object: ObjectRef): Promise<Shipment[]> {
  const { storeId, objectType, objectId } = loaded.request;
  if (object.type === objectType && object.id === objectId) return loaded.shipments;
  return deps.shipments.listOfOrder({ accountId, storeId, orderId: object.id });
}

/** Reads an object once; `shipments` are those stored of an order. Throws to be retried unless this attempt is the last. */
export async function fetchOnce(
  { deps, loaded, requestId }: DurableRun,
  store: Store,
  { object, last, shipments }: Fetch & { shipments: Shipment[] },
): Promise<FetchedObject & { now: number }> {
  const { userKey } = loaded.request;
  const { kind } = store;
  const read =
    kind === 'shopify'
      ? await fetchShopifyOrder(deps, store, object, loaded.account)
      : await fetchObject(deps, { store, object, userKey, requestId });
  const fetched: FetchedObject =
    read.kind === 'found' && object.type === 'order'
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
  const began = { accountId, requestId, at: step, progress, storeId, objectId: object.id, now, nextCheckAt };
  const begun = await deps.runLog.beginFetch(began);
  if (!begun.live) return null;
  const result = await fetchOnce(run, begun.store ?? loaded.store, { object, last, shipments: begun.shipments });
  const end = { status: statusOf(result), detail: detailOf(object, result), result, now: result.now };
  await deps.runLog.endStep({ accountId, requestId, at, ...end });
  return result;
}
