import type { Order } from '../../../db/orders';
import { newId } from '../../../shared/ids';
import type { OrderDelivery } from '../../order-delivery';
import type { OrderEvent } from '../../triggers/trigger';
import type { OrderFacts } from '../order-facts';
import { ORDER_ACTIONS } from './order-actions';
import { startableByAge } from './startable-by-age';

/** An order as it now is, and its events; they may end requests, and start flows only with `mayStartFlows`. */
export type IngestedOrder = { order: Order; events: OrderEvent[]; mayStartFlows: boolean };

type ReportedOrder = {
  facts: OrderFacts;
  before: Order | null;
  /** Until when the payload is kept. */
  rawUntil: number;
  /** When the store was connected. */
  connectedAt: number;
  /** How long the account keeps an order, in ms. */
  retentionMs: number;
};

/** The order with what was told of it: what is older changes nothing. */
function merge({ action, event_id, account_id, id_store, received_at }: OrderDelivery, reported: ReportedOrder): Order {
  const { facts, before, rawUntil } = reported;
  const isReconciled = action === 'reconciliation';
  const creationSeenAt = before?.creationSeenAt ?? (action === 'creation' || isReconciled ? received_at : null);
  const reconciledUpTo = isReconciled ? facts.updatedAt : (before?.reconciledUpTo ?? null);
  if (before !== null && facts.updatedAt < before.updatedAt) return { ...before, creationSeenAt };
  return {
    id: before?.id ?? newId('ord'),
    accountId: account_id,
    storeId: id_store,
    source: 'shopify',
    variables: before?.variables ?? {},
    createdAt: before?.createdAt ?? received_at,
    ...facts,
    cancelledAt: facts.cancelledAt ?? (action === 'cancellation' ? facts.updatedAt : null),
    creationSeenAt,
    reconciledUpTo,
    rawEventId: event_id,
    rawUntil,
  };
}

/** Of a change that only the reconciliation saw: what Shopify would have told one by one. */
function eventsBetween(before: Order | null, after: Order, isCreation: boolean): OrderEvent[] {
  const isCancelled = after.cancelledAt !== null;
  // Nobody is asked to confirm an order that is cancelled already.
  const first: OrderEvent[] = isCreation ? (isCancelled ? [] : ['order.created']) : ['order.updated'];
  if (before !== null && after.updatedAt <= before.updatedAt) return isCreation ? first : [];
  const became = (test: (order: Order) => boolean) => (before === null || !test(before)) && test(after);
  if (became((order) => order.financialStatus === 'paid')) first.push('order.paid');
  if (became((order) => order.fulfillmentStatus === 'fulfilled')) first.push('order.fulfilled');
  if (became((order) => order.cancelledAt !== null)) first.push('order.cancelled');
  return first;
}

/**
 * Takes in what was told of an order. Its event happens however late it comes, with two exceptions: what is older than an
 * order's cancellation, and what the reconciliation has told already. An order that is first heard of by a later event is
 * stored, and its creation is still to come. An order that was placed long ago starts no flow; one that is older than the
 * account's retention starts those of its changes, but none of a new order.
 */
export function ingestOrder(delivery: OrderDelivery, reported: ReportedOrder): IngestedOrder {
  const { facts, before, connectedAt, retentionMs: keptMs } = reported;
  const { action } = delivery;
  const order = merge(delivery, reported);
  // An order can't have been placed after what is told of it.
  const placedAt = facts.placedAt ?? facts.updatedAt;
  const startable = startableByAge({ placedAt, connectedAt, firstSeenAt: order.createdAt, retentionMs: keptMs });
  const mayStartFlows = startable !== 'nothing';
  if (action === 'reconciliation') {
    const isCreation = before?.creationSeenAt == null && startable === 'everything';
    return { order, events: eventsBetween(before, order, isCreation), mayStartFlows };
  }
  const { on } = ORDER_ACTIONS[action];
  const isOlder = before !== null && facts.updatedAt < before.updatedAt;
  const isOvertaken = isOlder && before.cancelledAt !== null;
  const isReported = before?.reconciledUpTo != null && facts.updatedAt <= before.reconciledUpTo;
  const isOldCreation = on === 'order.created' && startable === 'changes';
  return { order, events: isOvertaken || isReported || isOldCreation ? [] : [on], mayStartFlows };
}
