import type { PushResult } from '../../db/push-results';
import type { Push } from '../../db/pushes';
import type { Store } from '../../db/stores';
import { describeError } from '../../shared/describe-error';
import type { Deps } from '../ports';
import { QUEUE_DELIVERY_GRACE_MS, VISIBILITY_TIMEOUT_MS } from '../queue-times';
import { deliverToStore } from './deliver-to-store';
import { postpone } from './postpone';

/** How long a batch waits for its slowest store before it writes what the others have come to. */
const WRITE_AFTER_MS = 200;
/** What is left when a consumer returns may run for 30 s more; a call that may take longer holds its batch. */
const MAX_BACKGROUND_CALL_MS = 20_000;

/** A push to Shopify is a read and a write of 10 s at the most, and another read where it is verified. */
const SHOPIFY_MS = { update: 20_000, read: 10_000 };

function maxCallMs({ kind, updateObject, getObject }: Store, reads: boolean): number {
  const update = kind === 'shopify' ? SHOPIFY_MS.update : (updateObject?.timeout_ms ?? 0);
  const read = kind === 'shopify' ? SHOPIFY_MS.read : (getObject?.timeout_ms ?? 0);
  return update + (reads ? read : 0);
}

/** Sends wake-ups; a push whose wake-up is lost is found by the sweeper. */
async function queueAgain(
  deps: Deps,
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

async function writeBatchResults(deps: Deps, results: PushResult[]): Promise<void> {
  const now = deps.now();
  const { released, waits, warnings } = await deps.pushes.writeResults(results, now, now + QUEUE_DELIVERY_GRACE_MS);
  for (const { type, accountId, about } of warnings) deps.log(type, { account_id: accountId, ...about });
  await queueAgain(deps, results, released, now);
  await Promise.all(waits.map(({ requestId, openWait }) => deps.engine.wake(requestId, openWait ?? '')));
}

type BatchProgress = { works: Set<Promise<void>>; results: PushResult[] };

/** Gives work that still goes on a fifth of a second, and writes what is there then. */
async function writeDone(deps: Deps, done: BatchProgress): Promise<void> {
  await Promise.race([Promise.all(done.works), deps.sleep(WRITE_AFTER_MS)]);
  const { results } = done;
  done.results = [];
  if (results.length > 0) await writeBatchResults(deps, results);
}

async function writeRemaining(deps: Deps, done: BatchProgress): Promise<void> {
  // While results are written more may come, also the last ones.
  while (done.works.size > 0 || done.results.length > 0) {
    if (done.results.length === 0) await Promise.race(done.works);
    await writeDone(deps, done);
  }
}

/**
 * Delivers what is due of the pushes that a batch of wake-ups names: one read, one reservation a store, the calls side by
 * side, one write. A store that is slow holds nobody up: what it comes to is written later, by `background` work that may
 * outlive the batch. A crash before the write means that a push is sent again, with the same `webhook-id`.
 */
export async function deliverBatch(
  deps: Deps,
  ids: string[],
  background: (work: Promise<void>) => void,
): Promise<void> {
  const now = deps.now();
  const taken = await deps.pushes.claimDue({ ids, now, visibleAt: now + VISIBILITY_TIMEOUT_MS });
  const deleted = new Set(taken.stores.filter(({ deletedAt }) => deletedAt !== null).map(({ storeId }) => storeId));
  const isStopped = ({ storeId, requestId }: Push) => deleted.has(storeId) || taken.cancelled.includes(requestId);
  // Not sent: where the results are written they end.
  const stopped = taken.pushes.filter(isStopped).map((push) => postpone(push, now));
  const byStore = Map.groupBy(
    taken.pushes.filter((push) => !isStopped(push)),
    ({ storeId }) => storeId,
  );
  const done: BatchProgress = { works: new Set(), results: stopped };
  let canBeLeft = true;
  for (const [storeId, pushes] of byStore) {
    const store = taken.stores.find((row) => row.storeId === storeId);
    const zone = taken.zones.find(({ accountId }) => accountId === store?.accountId);
    if (!store || !zone) {
      deps.log('store_of_push_missing', { id_store: storeId });
      continue;
    }
    const reads = pushes.some(({ verification }) => verification !== null);
    if (maxCallMs(store, reads) > MAX_BACKGROUND_CALL_MS) canBeLeft = false;
    const work = deliverToStore(deps, store, pushes, zone.timeZone)
      .then((results) => void done.results.push(...results))
      // Its pushes stay held and are found by the sweeper; the other stores go on.
      .catch((error: unknown) => deps.log('store_not_delivered', { id_store: storeId, error: describeError(error) }))
      .finally(() => done.works.delete(work));
    done.works.add(work);
  }
  await writeDone(deps, done);
  const rest = writeRemaining(deps, done);
  if (!canBeLeft) return rest;
  // The rows are held for two minutes; what is not written by then is found and sent again by the sweeper.
  background(rest.catch((error: unknown) => deps.log('push_results_not_written', { error: describeError(error) })));
}
