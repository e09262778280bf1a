import { describeError } from '../../shared/errors/describe-error';
import { readAwaitedTemplates } from '../channels/templates/read-awaited-templates';
import { purgeRawEvents, purgeRawOrders } from '../events/purge-raw-data';
import { purgeUploads } from '../messages/upload/purge-uploads';
import { reconcileOrders } from '../orders/shopify/reconcile-orders';
import type { Deps } from '../ports';
import { QUEUE_DELIVERY_GRACE_MS } from '../queue-times';
import { REVIVE_LEASE_MS, STALL_MS } from '../requests/next-check-times';
import { startRequests } from '../requests/start-requests';
import { purgeExpired } from '../retention/purge-expired';
import { matchWaitingShipments } from '../shipment-events/match-waiting-shipments';
import { purgeEvents } from '../subscriptions/purge-events';
import { queueStaleDeliveries } from '../subscriptions/queue-stale-deliveries';
import { queueUndispatched } from '../subscriptions/queue-undispatched';

/** A file that has not been fetched after this time is tried again. */
const MEDIA_LEASE_MS = 300_000;
/** Cloudflare creates up to 100 Workflow instances a second, and a batch call creates up to 100. */
const BATCH_SIZE = 100;
const BATCH_MS = 1_000;
const MAX_BATCHES = 20;

/** Runs batches until one is not full; returns the total count. */
async function drain(batch: () => Promise<number>): Promise<number> {
  let total = 0;
  for (let i = 0; i < MAX_BATCHES; i += 1) {
    const count = await batch();
    total += count;
    if (count < BATCH_SIZE) break;
  }
  return total;
}

/** Starts requests that have not been started, and revives stalled runs. */
function wakeStaleRequests(deps: Pick<Deps, 'engine' | 'log' | 'now' | 'requests' | 'sleep'>): Promise<number> {
  return drain(async () => {
    const now = deps.now();
    const due = await deps.requests.claimDue({ now, leaseMs: REVIVE_LEASE_MS, limit: BATCH_SIZE });
    // An older queued request may have an instance that failed before it wrote anything: it is revived.
    const fresh = due.filter(({ status, createdAt }) => status === 'queued' && now - createdAt < STALL_MS);
    await startRequests(deps, fresh);
    // Stays within the platform's rate: a refused instance would wait for the next sweep.
    if (fresh.length === BATCH_SIZE) await deps.sleep(BATCH_MS);
    await Promise.all(due.filter((request) => !fresh.includes(request)).map((request) => deps.engine.revive(request)));
    return due.length;
  });
}

/** Queues wake-ups for pushes whose wake-up was lost. */
function requeueStalePushes(deps: Pick<Deps, 'now' | 'pushes' | 'queuePushes'>): Promise<number> {
  return drain(async () => {
    const now = deps.now();
    const stale = await deps.pushes.claimStale({ now, visibleAt: now + QUEUE_DELIVERY_GRACE_MS, limit: BATCH_SIZE });
    await deps.queuePushes(stale.map((push) => ({ ...push, delayMs: 0 })));
    return stale.length;
  });
}

/** Queues the files that are due to be fetched. */
function queueDueMedia(deps: Pick<Deps, 'messages' | 'now' | 'queueInbound'>): Promise<number> {
  return drain(async () => {
    const due = await deps.messages.claimDueMedia({ now: deps.now(), leaseMs: MEDIA_LEASE_MS, limit: BATCH_SIZE });
    await deps.queueInbound(
      due.map(({ accountId, messageId }) => ({ type: 'media', account_id: accountId, message_id: messageId })),
    );
    return due.length;
  });
}

/** Ends other apps' control of threads that have been idle for a day. */
function releaseIdleThreads(deps: Pick<Deps, 'engine' | 'now' | 'threads'>): Promise<number> {
  return drain(async () => {
    const { count, waits } = await deps.threads.releaseIdle(deps.now(), BATCH_SIZE);
    await Promise.all(waits.map(({ requestId, openWait }) => deps.engine.wake(requestId, openWait)));
    return count;
  });
}

/** Queues the messages of persons that are due to be sent, or whose call has no result. */
async function queueUnsentMessages(deps: Pick<Deps, 'now' | 'queueInbound' | 'unsentMessages'>): Promise<number> {
  const due = await deps.unsentMessages.listDue(deps.now(), BATCH_SIZE * MAX_BATCHES);
  await deps.queueInbound(
    due.map(({ accountId, messageId }) => ({ type: 'send', account_id: accountId, message_id: messageId })),
  );
  return due.length;
}

async function purgeRawData(
  deps: Pick<Deps, 'files' | 'idempotency' | 'inboundEvents' | 'inboundOrders' | 'now'>,
): Promise<number> {
  const events = await drain(async () => purgeRawEvents(deps, deps.now(), BATCH_SIZE));
  const payloads = await drain(async () => purgeRawOrders(deps, deps.now(), BATCH_SIZE));
  return events + payloads + (await drain(() => deps.idempotency.deleteExpired(deps.now(), BATCH_SIZE)));
}

const SWEEP_PARTS: Record<string, (deps: Deps) => Promise<number>> = {
  requests: wakeStaleRequests,
  pushes: requeueStalePushes,
  dispatched: (deps) => queueUndispatched(deps, BATCH_SIZE),
  deliveries: (deps) => drain(() => queueStaleDeliveries(deps, BATCH_SIZE)),
  files: queueDueMedia,
  snoozed: (deps) => drain(() => deps.conversations.wakeSnoozed(deps.now(), BATCH_SIZE)),
  threads: releaseIdleThreads,
  late: (deps) => drain(() => deps.dueConversations.report(deps.now(), BATCH_SIZE)),
  messages: queueUnsentMessages,
  templates: readAwaitedTemplates,
  uploads: (deps) => drain(() => purgeUploads(deps, BATCH_SIZE)),
  raw: purgeRawData,
  orders: reconcileOrders,
  shipments: matchWaitingShipments,
  erased: (deps) => drain(() => deps.stores.eraseDeletedSecrets(BATCH_SIZE)),
  expired: purgeExpired,
  events: (deps) => drain(() => purgeEvents(deps, BATCH_SIZE)),
};

/**
 * Recovers work that is overdue (requests, pushes, events, files, messages), opens snoozed conversations, ends idle threads of
 * other apps, reports customers who wait too long, purges raw payloads, old events and expired idempotency records, reconciles
 * stores, matches shipments to orders that have come, reads templates on which flows wait, erases the secrets of deleted stores
 * and, in the maintenance window, expired rows. Idempotent; handles up to 2,000 of each. One failure does not stop the other
 * parts; it is thrown at the end.
 */
export async function sweep(deps: Deps): Promise<void> {
  const counts: Record<string, number> = {};
  const failed: string[] = [];
  for (const [name, part] of Object.entries(SWEEP_PARTS)) {
    try {
      counts[name] = await part(deps);
    } catch (error) {
      deps.log('sweep_failed', { part: name, error: describeError(error) });
      failed.push(name);
    }
  }
  if (Object.values(counts).some((count) => count > 0)) deps.log('swept', counts);
  if (failed.length > 0) throw new Error(`the sweep failed for ${failed.join(', ')}`);
}
