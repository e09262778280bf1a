import type { Account } from '../../../db/accounts/accounts';
import type { AccountEvent } from '../../../db/events/events';
import type { WebhookSeen } from '../../../db/inbound/inbound-orders';
import type { Order } from '../../../db/orders/orders';
import type { EndedRequests } from '../../../db/requests/request-statements';
import type { RequestRow } from '../../../db/requests/requests';
import { toOrderGid } from '../../../shared/orders/shopify-order-id';
import { payloadRefOf } from '../../events/payload-ref';
import type { OrderDelivery } from '../../order-delivery';
import type { Deps } from '../../ports';
import { QUEUE_DELIVERY_GRACE_MS } from '../../queue-times';
import { arrivedOrderEvent } from '../../shipment-delivery';
import { shipmentView } from '../../shipment-view';
import type { WatchingRequest } from '../../triggers/watching-requests';
import { carryOutPlan } from '../carry-out-plan';
import { paymentMethodOf } from '../payment-method';
import { planOrderEvents } from '../plan-order-events';
import { deliveryDedupeKeys, eventOfDelivery } from './delivery-event';
import { type IngestedOrder, ingestOrder } from './ingest-order';
import { parsePayload, readDelivery } from './read-delivery';
import { orderIdOf } from './read-webhook-order';

const DAY_MS = 86_400_000;
/** For an account that has been deleted: its deliveries are only stored. */
const ERASED_ACCOUNT = { timeZone: 'UTC', currency: '' };

type ReadDelivery = { delivery: OrderDelivery } & ReturnType<typeof readDelivery>;
type OrderContext = Awaited<ReturnType<Deps['inboundOrders']['loadContext']>>;

const orderKey = ({ accountId, storeId, orderId }: { accountId: string; storeId: string; orderId: string }): string =>
  JSON.stringify([accountId, storeId, orderId]);

/** Drops deliveries that have been applied before, or are in this batch twice. */
function dropRepeated(read: ReadDelivery[], { known }: OrderContext): ReadDelivery[] {
  const done = known.filter(({ state }) => state === 'applied' || state === 'kept');
  const seen = new Set(done.flatMap((row) => [row.dedupeKey, row.deliveryId].map((key) => `${row.accountId} ${key}`)));
  return read.filter(({ delivery }) => {
    const { dedupeKey, deliveryId } = deliveryDedupeKeys(delivery);
    const keys = [dedupeKey, ...(deliveryId === null ? [] : [deliveryId])].map(
      (key) => `${delivery.account_id} ${key}`,
    );
    if (keys.some((key) => seen.has(key))) return false;
    for (const key of keys) seen.add(key);
    return true;
  });
}

/** Stores the payloads in R2: longer and cheaper than in a row. */
async function storePayloads(deps: Pick<Deps, 'files'>, read: ReadDelivery[]): Promise<ReadDelivery[]> {
  return Promise.all(
    read.map(async (each) => {
      const { delivery } = each;
      if (delivery.claim !== null) return each;
      const payloadRef = payloadRefOf(delivery.event_id);
      await deps.files.put(payloadRef, delivery.payload);
      return { ...each, delivery: { ...delivery, claim: payloadRef } };
    }),
  );
}

/** Plans a batch, event after event. An order with several deliveries is written once, in its final state. */
function planBatch(deps: Pick<Deps, 'log' | 'now'>, read: ReadDelivery[], context: OrderContext) {
  const accounts = new Map(context.accounts.map((account) => [account.accountId, account]));
  const connectedAt = new Map(context.stores.map(({ storeId, createdAt }) => [storeId, createdAt]));
  const before = new Map(context.orders.map(({ order }) => [orderKey(order), order]));
  const watched: (WatchingRequest & { key: string })[] = context.watching.map((each) => {
    const orderId = toOrderGid(each.orderId) ?? each.orderId;
    return { ...each, key: orderKey({ ...each, orderId }) };
  });
  const shipmentsOf = Map.groupBy(context.shipments, ({ orderId, ...each }) =>
    orderKey({ ...each, orderId: orderId ?? '' }),
  );
  const changed = new Map<string, Order>();
  const events: AccountEvent[] = [];
  const started: RequestRow[] = [];
  const ended: EndedRequests[] = [];

  const addPlan = (
    account: Account,
    { order, events: happened, mayStartFlows }: IngestedOrder,
    eventId: string,
  ): void => {
    const key = orderKey(order);
    const flows = mayStartFlows ? context.flows.filter(({ accountId }) => accountId === account.accountId) : [];
    const watching = watched.filter((each) => each.key === key);
    const shipments = (shipmentsOf.get(key) ?? []).map(shipmentView);
    const plan = planOrderEvents(deps, account, { order, shipments, events: happened, eventId, flows, watching });
    started.push(...plan.started);
    ended.push(...plan.ended);
    watched.push(...plan.watching.map((request) => ({ ...request, key })));
  };

  for (const { delivery, facts, reason, userKey, isTest } of read) {
    const account = accounts.get(delivery.account_id);
    const reasonNotApplied = isTest ? 'test' : reason;
    if (facts === null || reasonNotApplied !== null || !account) {
      const orderId = facts?.orderId ?? null;
      events.push(eventOfDelivery(delivery, { state: 'kept', orderId, userKey, reason: reasonNotApplied }));
      continue;
    }
    const key = orderKey({ accountId: account.accountId, storeId: delivery.id_store, orderId: facts.orderId });
    const retentionMs = account.retentionDays * DAY_MS;
    const ingested = ingestOrder(delivery, {
      facts: { ...facts, paymentMethod: paymentMethodOf(facts.details.payment_gateways, account.codNames) },
      before: changed.get(key) ?? before.get(key) ?? null,
      rawUntil: delivery.received_at + retentionMs,
      connectedAt: connectedAt.get(delivery.id_store) ?? 0,
      retentionMs,
    });
    changed.set(key, ingested.order);
    // Two webhook subscriptions report one change with different bodies, if their API versions differ.
    addPlan(account, ingested, String(facts.updatedAt));
    events.push(eventOfDelivery(delivery, { state: 'applied', orderId: facts.orderId, userKey, reason: null }));
  }
  return { events, orders: [...changed.values()], started, ended };
}

/** Returns when each store's last webhook was received, and the last one made by hand; the reconciliation's reads do not count. */
function webhookSeenTimes(read: ReadDelivery[]): WebhookSeen[] {
  const webhooks = read.map(({ delivery }) => delivery).filter(({ action }) => action !== 'reconciliation');
  return [...Map.groupBy(webhooks, ({ id_store }) => id_store)].map(([storeId, ofStore]) => {
    const byHand = ofStore.filter(({ by_hand }) => by_hand === true);
    return { storeId, at: lastReceived(ofStore) ?? 0, byHandAt: lastReceived(byHand) };
  });
}

const lastReceived = (deliveries: OrderDelivery[]): number | null =>
  deliveries.length === 0 ? null : Math.max(...deliveries.map(({ received_at }) => received_at));

/** Returns the replaced payloads that no event refers to any more, so that no purge would delete them. */
const findOrphanedPayloads = ({ orders }: OrderContext, written: Order[]): string[] =>
  orders.flatMap(({ order: { id, rawEventId }, rawIsOwned }) =>
    rawEventId === null || rawIsOwned || written.some((order) => order.id === id && order.rawEventId === rawEventId)
      ? []
      : [payloadRefOf(rawEventId)],
  );

/**
 * Applies order deliveries in two round trips to D1, however many there are: each once, by its delivery id and its content,
 * and never an older version over a newer one. Starts flows and cancels requests by the events. A payload that is not an
 * order, or is Shopify's test, is only stored.
 */
export async function applyOrders(
  deps: Pick<Deps, 'engine' | 'files' | 'inboundOrders' | 'log' | 'now' | 'queueInbound' | 'queuePushes'>,
  deliveries: OrderDelivery[],
): Promise<void> {
  const payloads = deliveries.map((delivery) => ({ delivery, payload: parsePayload(delivery) }));
  const context = await deps.inboundOrders.loadContext(
    payloads.map(({ delivery, payload }) => ({
      accountId: delivery.account_id,
      storeId: delivery.id_store,
      orderId: orderIdOf(payload),
      ...deliveryDedupeKeys(delivery),
    })),
  );
  const read = payloads
    .map(({ delivery, payload }) => {
      const account = context.accounts.find(({ accountId }) => accountId === delivery.account_id) ?? ERASED_ACCOUNT;
      return { delivery, ...readDelivery(delivery, payload, account) };
    })
    .toSorted(
      (a, b) =>
        (a.facts?.updatedAt ?? 0) - (b.facts?.updatedAt ?? 0) || a.delivery.received_at - b.delivery.received_at,
    );
  const fresh = await storePayloads(deps, dropRepeated(read, context));
  const plan = planBatch(deps, fresh, context);
  const now = deps.now();
  // A delivery comes again if what follows failed the first time.
  const repeated = fresh.length < read.length ? context.orders.map(({ order }) => order) : [];
  const write = { ...plan, repeated, webhooksSeen: webhookSeenTimes(fresh) };
  const written = await deps.inboundOrders.write(write, now, now + QUEUE_DELIVERY_GRACE_MS);
  await carryOutPlan(deps, plan, written);
  if (written.awaited.length > 0) await deps.queueInbound(written.awaited.map(arrivedOrderEvent));
  const orphaned = findOrphanedPayloads(context, plan.orders);
  if (orphaned.length > 0) await deps.files.delete(orphaned);
}
