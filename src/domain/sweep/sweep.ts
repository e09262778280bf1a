import { purgeRaw, purgeRawOrders } from '../events/purge-raw';
import { reconcileOrders } from '../orders/shopify/reconcile-orders';
import type { Deps } from '../ports';
import { QUEUE_HOLD_MS } from '../pushes/hold-times';
import { startRequests } from '../requests/start-requests';
import { REVIVE_LEASE_MS, STALL_MS } from '../requests/wake-times';

/** A file that was not fetched in this time is tried again. */
const MEDIA_LEASE_MS = 300_000;
/** The platform creates 100 instances of a workflow a second, and a batch holds 100. */
const BATCH = 100;
const BATCH_MS = 1_000;
const MOST_BATCHES = 20;

/** Does one batch after another until one is not full. */
async function drain(batch: () => Promise<number>): Promise<number> {
  let total = 0;
  for (let i = 0; i < MOST_BATCHES; i += 1) {
    const count = await batch();
    total += count;
    if (count < BATCH) break;
  }
  return total;
}

/**
 * Looks after what was accepted and should have moved by now: starts requests that were not started, wakes runs that
 * stall, sends wake-ups for pushes that nobody holds, has files fetched, purges what was kept raw, reconciles shops, erases
 * the secrets of deleted stores. Harmless to repeat; bounded to 2,000 of each at a time.
 */
export async function sweep(deps: Deps): Promise<void> {
  const requests = await drain(async () => {
    const now = deps.now();
    const due = await deps.requests.takeDue({ now, leaseMs: REVIVE_LEASE_MS, limit: BATCH });
    // A request that stays queued may have an instance that broke before it wrote anything.
    const fresh = due.filter(({ status, createdAt }) => status === 'queued' && now - createdAt < STALL_MS);
    await startRequests(deps, fresh);
    // What the platform refused would wait for the next sweep.
    if (fresh.length === BATCH) await deps.sleep(BATCH_MS);
    await Promise.all(due.filter((request) => !fresh.includes(request)).map((request) => deps.engine.revive(request)));
    return due.length;
  });
  const pushes = await drain(async () => {
    const now = deps.now();
    const ids = await deps.pushes.takeForgotten({ now, heldUntil: now + QUEUE_HOLD_MS, limit: BATCH });
    await deps.queuePushes(ids.map((pushId) => ({ pushId, delayMs: 0 })));
    return ids.length;
  });
  const files = await drain(async () => {
    const due = await deps.messages.takeDueMedia({ now: deps.now(), leaseMs: MEDIA_LEASE_MS, limit: BATCH });
    await deps.queueInbound(
      due.map(({ accountId, messageId }) => ({ type: 'media', account_id: accountId, message_id: messageId })),
    );
    return due.length;
  });
  const purged =
    (await drain(async () => purgeRaw(deps, deps.now(), BATCH))) +
    (await drain(async () => purgeRawOrders(deps, deps.now(), BATCH)));
  const orders = await reconcileOrders(deps);
  const erased = await drain(() => deps.stores.eraseDeleted(BATCH));
  if (requests + pushes + files + purged + orders + erased > 0) {
    deps.log('swept', { requests, pushes, files, purged, orders, erased });
  }
}
