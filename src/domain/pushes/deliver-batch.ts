import type { PushResult } from '../../db/push-results';
import type { Push } from '../../db/pushes';
import type { Store } from '../../db/stores';
import { describeError } from '../../shared/describe-error';
import type { Deps } from '../ports';
import { QUEUE_DELIVERY_GRACE_MS, VISIBILITY_TIMEOUT_MS } from '../queue-times';
import type { AttemptDeps } from './attempt-push';
import { deliverToStore } from './deliver-to-store';
import { platformOf } from './destination';
import { postpone } from './postpone';

/** How long a batch waits for its slowest store before it writes the results of the others. */
const WRITE_AFTER_MS = 200;
/** The platform lets background work run for 30 s after the consumer returns; a batch with longer calls waits for them. */
const MAX_BACKGROUND_CALL_MS = 20_000;

/** A push to Shopify is a read and a write of up to 10 s each, and another read if it is verified. */
const SHOPIFY_MS = { update: 20_000, read: 10_000 };

function maxCallMs(
  { kind, updateObject, getObject }: Pick<Store, 'kind' | 'updateObject' | 'getObject'>,
  reads: boolean,
): number {
  const update = kind === 'shopify' ? SHOPIFY_MS.update : (updateObject?.timeout_ms ?? 0);
  const read = kind === 'shopify' ? SHOPIFY_MS.read : (getObject?.timeout_ms ?? 0);
  return update + (reads ? read : 0);
}

/** Queues wake-ups; the sweep finds a push whose wake-up is lost. */
async function queueAgain(
  deps: Pick<Deps, 'log' | 'queuePushes'>,
  results: PushResult[],
  released: { pushId: string; accountId: string }[],
  now: number,
): Promise<void> {
  const waiting = results.flatMap(({ push, nextAttemptAt }) =>
    nextAttemptAt === null ? [] : [{ pushId: push.pushId, accountId: push.accountId, delayMs: nextAttemptAt - now }],
  );
  const wakeUps = [...waiting, ...released.map((push) => ({ ...push, delayMs: 0 }))];
  await deps.queuePushes(wakeUps).catch((error: unknown) => {
    deps.log('pushes_not_queued', { count: wakeUps.length, error: describeError(error) });
  });
}

async function writeBatchResults(
  deps: Pick<Deps, 'engine' | 'log' | 'now' | 'pushes' | 'queuePushes'>,
  results: PushResult[],
): Promise<void> {
  const now = deps.now();
  const { released, waits, warnings } = await deps.pushes.writeResults(results, now, now + QUEUE_DELIVERY_GRACE_MS);
  for (const { type, accountId, about } of warnings) deps.log(type, { account_id: accountId, ...about });
  await queueAgain(deps, results, released, now);
  await Promise.all(waits.map(({ requestId, openWait }) => deps.engine.wake(requestId, openWait ?? '')));
}

type BatchProgress = { calls: Set<Promise<void>>; results: PushResult[] };

/** Waits at most 200 ms for the calls, then writes the results that have arrived. */
async function writeAvailable(
  deps: Pick<Deps, 'engine' | 'log' | 'now' | 'pushes' | 'queuePushes' | 'sleep'>,
  progress: BatchProgress,
): Promise<void> {
  await Promise.race([Promise.all(progress.calls), deps.sleep(WRITE_AFTER_MS)]);
  const { results } = progress;
  progress.results = [];
  if (results.length > 0) await writeBatchResults(deps, results);
}

async function writeRemaining(
  deps: Pick<Deps, 'engine' | 'log' | 'now' | 'pushes' | 'queuePushes' | 'sleep'>,
  progress: BatchProgress,
): Promise<void> {
  // More results may arrive while these are written.
  while (progress.calls.size > 0 || progress.results.length > 0) {
    if (progress.results.length === 0) await Promise.race(progress.calls);
    await writeAvailable(deps, progress);
  }
}

/**
 * Delivers the due pushes of a batch of wake-ups: one read, one reservation per store, parallel calls, one write. A slow
 * store does not delay the others: its results are written later by `background` work that may outlive the batch. After a
 * crash before the write a push is sent again, with the same `webhook-id`.
 */
export async function deliverBatch(
  deps: AttemptDeps & Pick<Deps, 'engine' | 'pushes' | 'queuePushes'>,
  ids: string[],
  background: (work: Promise<void>) => void,
): Promise<void> {
  const now = deps.now();
  const claimed = await deps.pushes.claimDue({ ids, now, visibleAt: now + VISIBILITY_TIMEOUT_MS });
  const deleted = new Set(claimed.stores.filter(({ deletedAt }) => deletedAt !== null).map(({ storeId }) => storeId));
  const isStopped = ({ storeId, requestId }: Push) => deleted.has(storeId) || claimed.cancelled.includes(requestId);
  // These are not sent: writing their results ends them.
  const stopped = claimed.pushes.filter(isStopped).map((push) => postpone(push, now));
  const byStore = Map.groupBy(
    claimed.pushes.filter((push) => !isStopped(push)),
    ({ storeId }) => storeId,
  );
  const progress: BatchProgress = { calls: new Set(), results: stopped };
  let fitsInBackground = true;
  for (const [storeId, pushes] of byStore) {
    const store = claimed.stores.find((row) => row.storeId === storeId);
    const zone = claimed.zones.find(({ accountId }) => accountId === store?.accountId);
    if (!store || !zone) {
      deps.log('store_of_push_missing', { id_store: storeId });
      continue;
    }
    for (const [platform, group] of Map.groupBy(pushes, (push) => platformOf(push, store))) {
      const reads = group.some(({ verification }) => verification !== null);
      const maxMs = platform ? platform.maxAttemptMs : maxCallMs(store, reads);
      if (maxMs > MAX_BACKGROUND_CALL_MS) fitsInBackground = false;
      const call = deliverToStore(deps, store, group, zone.timeZone)
        .then((results) => void progress.results.push(...results))
        // The store's pushes stay claimed until the sweep finds them; the other stores go on.
        .catch((error: unknown) => deps.log('store_not_delivered', { id_store: storeId, error: describeError(error) }))
        .finally(() => progress.calls.delete(call));
      progress.calls.add(call);
    }
  }
  await writeAvailable(deps, progress);
  const rest = writeRemaining(deps, progress);
  if (!fitsInBackground) return rest;
  // The pushes are claimed for two minutes; the sweep sends again those whose results are not written by then.
  background(rest.catch((error: unknown) => deps.log('push_results_not_written', { error: describeError(error) })));
}
