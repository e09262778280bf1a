import type { Account } from '../../../db/accounts';
import type { AccountEvent } from '../../../db/events';
import type { EndedRequests } from '../../../db/inbound-orders';
import type { Order } from '../../../db/orders';
import type { RequestRow } from '../../../db/requests';
import { toOrderGid } from '../../../shared/shopify-order-id';
import { payloadRefOf } from '../../events/payload-ref';
import type { OrderDelivery } from '../../order-delivery';
import type { Deps } from '../../ports';
import { QUEUE_DELIVERY_GRACE_MS } from '../../queue-times';
import { startRequests } from '../../requests/start-requests';
import { stopRequests } from '../../requests/stop-requests';
import type { OrderEvent } from '../../triggers/trigger';
import { paymentMethodOf } from '../payment-method';
import { planOrderEvent, type WatchingRequest } from '../plan-order-event';
import { deliveryDedupeKeys, eventOfDelivery } from './delivery-event';
import { type IngestedOrder, ingestOrder } from './ingest-order';
import { parsePayload, readDelivery } from './read-delivery';
import { orderIdOf } from './read-webhook-order';

const DAY_MS = 86_400_000;
/** Of an account that is not there any more, whose deliveries are only kept. */
const ERASED_ACCOUNT = { timeZone: 'UTC', currency: '' };

type ReadDelivery = { delivery: OrderDelivery } & ReturnType<typeof readDelivery>;
type OrderContext = Awaited<ReturnType<Deps['inboundOrders']['loadContext']>>;

const orderKey = ({ accountId, storeId, orderId }: { accountId: string; storeId: string; orderId: string }): string =>
  JSON.stringify([accountId, storeId, orderId]);

/** Without what has been taken in before, or comes a second time in this very batch. */
function dropRepeated(read: ReadDelivery[], { known }: OrderContext): ReadDelivery[] {
  const done = known.filter(({ state }) => state === 'applied' || state === 'kept');
  const seen = new Set(
    done.flatMap((row) => [row.dedupeKey, row.deliveryId].map((name) => `${row.accountId} ${name}`)),
  );
  return read.filter(({ delivery }) => {
    const { dedupeKey, deliveryId: id } = deliveryDedupeKeys(delivery);
    const names = [dedupeKey, ...(id === null ? [] : [id])].map((name) => `${delivery.account_id} ${name}`);
    if (names.some((name) => seen.has(name))) return false;
    for (const name of names) seen.add(name);
    return true;
  });
}

/** Puts the payloads into the bucket, where they are kept longer and cheaper than a row could. */
async function storePayloads(deps: Deps, read: ReadDelivery[]): Promise<ReadDelivery[]> {
  return Promise.all(
    read.map(async (each) => {
      const { delivery } = each;
      if (delivery.claim !== null) return each;
      const claim = payloadRefOf(delivery.event_id);
      await deps.files.put(claim, delivery.payload);
      return { ...each, delivery: { ...delivery, claim } };
    }),
  );
}

/** What a batch does, event after event: an order that comes several times is written once, as it is in the end. */
function planBatch(deps: Deps, read: ReadDelivery[], known: OrderContext) {
  const accounts = new Map(known.accounts.map((account) => [account.accountId, account]));
  const connected = new Map(known.stores.map(({ storeId, createdAt }) => [storeId, createdAt]));
  const before = new Map(known.orders.map(({ order }) => [orderKey(order), order]));
  const watched = known.watching.map((each) => {
    const orderId = toOrderGid(each.orderId) ?? each.orderId;
    return { ...each, orderId, name: orderKey({ ...each, orderId }) };
  });
  const changed = new Map<string, Order>();
  const events: AccountEvent[] = [];
  const started: RequestRow[] = [];
  const ended: EndedRequests[] = [];

  const happens = (account: Account, { order, mayStartFlows }: IngestedOrder, on: OrderEvent, digest: string): void => {
    const { accountId } = account;
    const name = orderKey(order);
    const flows = mayStartFlows ? known.flows.filter((flow) => flow.accountId === accountId && flow.on === on) : [];
    const watching: WatchingRequest[] = watched.filter((each) => each.name === name);
    // What can happen once in an order's life is known again by that; else by what was told.
    const eventId = on === 'order.created' || on === 'order.cancelled' ? null : digest;
    const plan = planOrderEvent(deps, account, { on, order, eventId, flows, watching });
    started.push(...plan.started);
    if (plan.cancelled.length > 0) ended.push({ accountId, requestIds: plan.cancelled, outcome: on });
    for (const request of plan.started) {
      const cancelOn = flows.find(({ key }) => key === request.flow)?.cancelOn ?? null;
      if (cancelOn !== null) watched.push({ ...request, orderId: order.orderId, cancelOn, name });
    }
  };

  for (const { delivery, facts, reason, userKey, isTest } of read) {
    const account = accounts.get(delivery.account_id);
    const kept = isTest ? 'test' : reason;
    if (facts === null || kept !== null || !account) {
      const orderId = facts?.orderId ?? null;
      events.push(eventOfDelivery(delivery, { state: 'kept', orderId, userKey, reason: kept }));
      continue;
    }
    const name = orderKey({ accountId: account.accountId, storeId: delivery.id_store, orderId: facts.orderId });
    const keptMs = account.retentionDays * DAY_MS;
    const taken = ingestOrder(delivery, {
      facts: { ...facts, paymentMethod: paymentMethodOf(facts.details.payment_gateways, account.codNames) },
      before: changed.get(name) ?? before.get(name) ?? null,
      rawUntil: delivery.received_at + keptMs,
      connectedAt: connected.get(delivery.id_store) ?? 0,
      retentionMs: keptMs,
    });
    changed.set(name, taken.order);
    for (const on of taken.events) happens(account, taken, on, delivery.digest);
    events.push(eventOfDelivery(delivery, { state: 'applied', orderId: facts.orderId, userKey, reason: null }));
  }
  return { events, orders: [...changed.values()], started, ended };
}

/** When each store's webhook last came; what the reconciliation read is no sign of it. */
function webhookSeenTimes(read: ReadDelivery[]): { storeId: string; at: number }[] {
  const seen = new Map<string, number>();
  for (const { delivery } of read) {
    const { action, id_store, received_at } = delivery;
    if (action !== 'reconciliation') seen.set(id_store, Math.max(seen.get(id_store) ?? 0, received_at));
  }
  return [...seen].map(([storeId, at]) => ({ storeId, at }));
}

/** Payloads that a newer one has replaced, and that no event is left to take along when it is purged. */
const findOrphanedPayloads = ({ orders }: OrderContext, now: Order[]): string[] =>
  orders.flatMap(({ order: { id, rawEventId }, rawIsOwned }) =>
    rawEventId === null || rawIsOwned || now.some((order) => order.id === id && order.rawEventId === rawEventId)
      ? []
      : [payloadRefOf(rawEventId)],
  );

/**
 * Takes in what Shopify told of orders, in two round trips to D1 however many there are: each once, by its delivery and by
 * its content, no order backwards. Starts the flows that it triggers and ends the requests that it ends. What is no order,
 * or only a test of Shopify's, is kept and starts nothing.
 */
export async function applyOrders(deps: Deps, deliveries: OrderDelivery[]): Promise<void> {
  const payloads = deliveries.map((delivery) => ({ delivery, payload: parsePayload(delivery) }));
  const known = await deps.inboundOrders.loadContext(
    payloads.map(({ delivery, payload }) => ({
      accountId: delivery.account_id,
      storeId: delivery.id_store,
      orderId: orderIdOf(payload),
      ...deliveryDedupeKeys(delivery),
    })),
  );
  const read = payloads
    .map(({ delivery, payload }) => {
      const account = known.accounts.find(({ accountId }) => accountId === delivery.account_id) ?? ERASED_ACCOUNT;
      return { delivery, ...readDelivery(delivery, payload, account) };
    })
    .toSorted(
      (a, b) =>
        (a.facts?.updatedAt ?? 0) - (b.facts?.updatedAt ?? 0) || a.delivery.received_at - b.delivery.received_at,
    );
  const fresh = await storePayloads(deps, dropRepeated(read, known));
  const plan = planBatch(deps, fresh, known);
  const now = deps.now();
  const write = { ...plan, webhooksSeen: webhookSeenTimes(fresh) };
  const { startedIds, released } = await deps.inboundOrders.write(write, now, now + QUEUE_DELIVERY_GRACE_MS);
  const endedIds = new Set(plan.ended.flatMap((each) => each.requestIds));
  const begun = plan.started.filter(({ requestId }) => startedIds.has(requestId) && !endedIds.has(requestId));
  if (begun.length > 0) await startRequests(deps, begun);
  for (const { requestId } of plan.started) endedIds.delete(requestId);
  if (endedIds.size > 0) await stopRequests(deps, { requestIds: [...endedIds], released });
  const replaced = findOrphanedPayloads(known, plan.orders);
  if (replaced.length > 0) await deps.files.delete(replaced);
}
