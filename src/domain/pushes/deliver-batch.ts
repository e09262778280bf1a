import type { PushResult } from '../../db/pushes/push-result';
import type { Push } from '../../db/pushes/pushes';
import type { Store } from '../../db/stores/stores';
import { describeError } from '../../shared/errors/describe-error';
import { deliverTargets, type TargetCall } from '../delivery/deliver-targets';
import type { Deps } from '../ports';
import { QUEUE_DELIVERY_GRACE_MS, VISIBILITY_TIMEOUT_MS } from '../queue-times';
import type { AttemptDeps } from './attempt-push';
import { deliverToStore } from './deliver-to-store';
import { platformOf } from './destination';
import { postpone } from './postpone';

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
  const targets: TargetCall<PushResult>[] = [];
  for (const [storeId, pushes] of byStore) {
    const store = claimed.stores.find((row) => row.storeId === storeId);
    const zone = claimed.zones.find(({ accountId }) => accountId === store?.accountId);
    if (!store || !zone) {
      deps.log('store_of_push_missing', { id_store: storeId });
      continue;
    }
    for (const [platform, group] of Map.groupBy(pushes, (push) => platformOf(push, store))) {
      const reads = group.some(({ verification }) => verification !== null);
      targets.push({
        maxCallMs: platform ? platform.maxAttemptMs : maxCallMs(store, reads),
        deliver: () => deliverToStore(deps, store, group, zone.timeZone),
        onError: (error) => deps.log('store_not_delivered', { id_store: storeId, error: describeError(error) }),
      });
    }
  }
  const write = (results: PushResult[]) => writeBatchResults(deps, results);
  await deliverTargets(deps, { targets, results: stopped, write }, background);
}
