import type { Account } from '../../../db/accounts';
import type { AccountEvent } from '../../../db/events';
import type { EndedRequests } from '../../../db/inbound-orders';
import type { Order } from '../../../db/orders';
import type { RequestRow } from '../../../db/requests';
import { orderGid } from '../../../shared/shopify-order-id';
import { claimKey } from '../../events/claim-key';
import type { OrderDelivery } from '../../order-delivery';
import type { Deps } from '../../ports';
import { QUEUE_HOLD_MS } from '../../queue-times';
import { startRequests } from '../../requests/start-requests';
import { stopRequests } from '../../requests/stop-requests';
import type { OrderEvent } from '../../triggers/trigger';
import { paymentMethod } from '../payment-method';
import { planOrderEvent, type Watching } from '../plan-order-event';
import { eventOfDelivery, namesOf } from './keep-delivery';
import { payloadOf, readDelivery } from './read-delivery';
import { orderIdOf } from './read-webhook-order';
import { type TakenIn, takeIn } from './take-in';

const DAY_MS = 86_400_000;
/** Of an account that is not there any more, whose deliveries are only kept. */
const ERASED = { timeZone: 'UTC', currency: '' };

type Read = { delivery: OrderDelivery } & ReturnType<typeof readDelivery>;
type Known = Awaited<ReturnType<Deps['inboundOrders']['findFor']>>;

const nameOf = ({ accountId, idStore, orderId }: { accountId: string; idStore: string; orderId: string }): string =>
  JSON.stringify([accountId, idStore, orderId]);

/** Without what has been taken in before, or comes a second time in this very batch. */
function withoutRepeated(read: Read[], { known }: Known): Read[] {
  const done = known.filter(({ state }) => state === 'applied' || state === 'kept');
  const seen = new Set(done.flatMap((row) => [row.cause, row.delivery].map((name) => `${row.accountId} ${name}`)));
  return read.filter(({ delivery }) => {
    const { cause, delivery: id } = namesOf(delivery);
    const names = [cause, ...(id === null ? [] : [id])].map((name) => `${delivery.account_id} ${name}`);
    if (names.some((name) => seen.has(name))) return false;
    for (const name of names) seen.add(name);
    return true;
  });
}

/** Puts the payloads into the bucket, where they are kept longer and cheaper than a row could. */
async function stow(deps: Deps, read: Read[]): Promise<Read[]> {
  return Promise.all(
    read.map(async (each) => {
      const { delivery } = each;
      if (delivery.claim !== null) return each;
      const claim = claimKey(delivery.event_id);
      await deps.files.put(claim, delivery.payload);
      return { ...each, delivery: { ...delivery, claim } };
    }),
  );
}

/** What a batch does, event after event: an order that comes several times is written once, as it is in the end. */
function planBatch(deps: Deps, read: Read[], known: Known) {
  const accounts = new Map(known.accounts.map((account) => [account.accountId, account]));
  const connected = new Map(known.stores.map(({ idStore, createdAt }) => [idStore, createdAt]));
  const before = new Map(known.orders.map(({ order }) => [nameOf(order), order]));
  const watched = known.watching.map((each) => {
    const orderId = orderGid(each.orderId) ?? each.orderId;
    return { ...each, orderId, name: nameOf({ ...each, orderId }) };
  });
  const changed = new Map<string, Order>();
  const events: AccountEvent[] = [];
  const started: RequestRow[] = [];
  const ended: EndedRequests[] = [];

  const happens = (account: Account, { order, mayStartFlows }: TakenIn, on: OrderEvent, digest: string): void => {
    const { accountId } = account;
    const name = nameOf(order);
    const flows = mayStartFlows ? known.flows.filter((flow) => flow.accountId === accountId && flow.on === on) : [];
    const watching: Watching[] = watched.filter((each) => each.name === name);
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
    const name = nameOf({ accountId: account.accountId, idStore: delivery.id_store, orderId: facts.orderId });
    const keptMs = account.retentionDays * DAY_MS;
    const taken = takeIn(delivery, {
      facts: { ...facts, paymentMethod: paymentMethod(facts.details.payment_gateways, account.codNames) },
      before: changed.get(name) ?? before.get(name) ?? null,
      rawUntil: delivery.received_at + keptMs,
      connectedAt: connected.get(delivery.id_store) ?? 0,
      keptMs,
    });
    changed.set(name, taken.order);
    for (const on of taken.happened) happens(account, taken, on, delivery.digest);
    events.push(eventOfDelivery(delivery, { state: 'applied', orderId: facts.orderId, userKey, reason: null }));
  }
  return { events, orders: [...changed.values()], started, ended };
}

/** When each store's webhook last came; what the reconciliation read is no sign of it. */
function seenOf(read: Read[]): { idStore: string; at: number }[] {
  const seen = new Map<string, number>();
  for (const { delivery } of read) {
    const { action, id_store, received_at } = delivery;
    if (action !== 'reconciliation') seen.set(id_store, Math.max(seen.get(id_store) ?? 0, received_at));
  }
  return [...seen].map(([idStore, at]) => ({ idStore, at }));
}

/** Payloads that a newer one has replaced, and that no event is left to take along when it is purged. */
const leftBehind = ({ orders }: Known, now: Order[]): string[] =>
  orders.flatMap(({ order: { id, rawEventId }, rawIsOwned }) =>
    rawEventId === null || rawIsOwned || now.some((order) => order.id === id && order.rawEventId === rawEventId)
      ? []
      : [claimKey(rawEventId)],
  );

/**
 * Takes in what Shopify told of orders, in two round trips to D1 however many there are: each once, by its delivery and by
 * its content, no order backwards. Starts the flows that it triggers and ends the requests that it ends. What is no order,
 * or only a test of Shopify's, is kept and starts nothing.
 */
export async function applyOrders(deps: Deps, deliveries: OrderDelivery[]): Promise<void> {
  const payloads = deliveries.map((delivery) => ({ delivery, payload: payloadOf(delivery) }));
  const known = await deps.inboundOrders.findFor(
    payloads.map(({ delivery, payload }) => ({
      accountId: delivery.account_id,
      idStore: delivery.id_store,
      orderId: orderIdOf(payload),
      ...namesOf(delivery),
    })),
  );
  const read = payloads
    .map(({ delivery, payload }) => {
      const account = known.accounts.find(({ accountId }) => accountId === delivery.account_id) ?? ERASED;
      return { delivery, ...readDelivery(delivery, payload, account) };
    })
    .toSorted(
      (a, b) =>
        (a.facts?.updatedAt ?? 0) - (b.facts?.updatedAt ?? 0) || a.delivery.received_at - b.delivery.received_at,
    );
  const fresh = await stow(deps, withoutRepeated(read, known));
  const plan = planBatch(deps, fresh, known);
  const now = deps.now();
  const write = { ...plan, seen: seenOf(fresh) };
  const { startedIds, released } = await deps.inboundOrders.write(write, now, now + QUEUE_HOLD_MS);
  const endedIds = new Set(plan.ended.flatMap((each) => each.requestIds));
  const begun = plan.started.filter(({ requestId }) => startedIds.has(requestId) && !endedIds.has(requestId));
  if (begun.length > 0) await startRequests(deps, begun);
  for (const { requestId } of plan.started) endedIds.delete(requestId);
  if (endedIds.size > 0) await stopRequests(deps, { requestIds: [...endedIds], released });
  const replaced = leftBehind(known, plan.orders);
  if (replaced.length > 0) await deps.files.delete(replaced);
}
