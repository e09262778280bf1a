import type { Order } from '../../../db/orders/orders';
import { newId } from '../../../shared/crypto/ids';
import type { OrderDelivery } from '../../order-delivery';
import type { OrderEvent } from '../../triggers/trigger';
import { milestonesBetween } from '../milestones-between';
import type { OrderFacts } from '../order-facts';
import { allowedTriggersByAge } from './allowed-triggers-by-age';
import { ORDER_ACTIONS } from './order-actions';

/** The order's new state and its events, which may cancel requests and, if `mayStartFlows`, start flows. */
export type IngestedOrder = { order: Order; events: OrderEvent[]; mayStartFlows: boolean };

type ReportedOrder = {
  facts: OrderFacts;
  before: Order | null;
  /** Until when the payload is stored. */
  rawUntil: number;
  /** When the store was connected. */
  connectedAt: number;
  /** How long the account keeps an order, in ms. */
  retentionMs: number;
};

/** Merges the reported facts into the order; an older version changes nothing. */
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

/** Derives the events of a change that only the reconciliation saw: those that Shopify's webhooks would have sent. */
function eventsBetween(before: Order | null, after: Order, isCreation: boolean): OrderEvent[] {
  const isCancelled = after.cancelledAt !== null;
  // Customers are not asked to confirm an order that is already cancelled.
  const first: OrderEvent[] = isCreation ? (isCancelled ? [] : ['order.created']) : ['order.updated'];
  if (before !== null && after.updatedAt <= before.updatedAt) return isCreation ? first : [];
  return [...first, ...milestonesBetween(before, after)];
}

/**
 * Merges a delivery into its order and returns its events. A late event still happens, unless the order has been cancelled
 * since, or the reconciliation has already reported it. An order whose first delivery is a later event is stored, and its
 * creation may still follow. An order that was placed long ago starts no flows; one that is older than the account's
 * retention starts flows on its changes, but not as a new order.
 */
export function ingestOrder(delivery: OrderDelivery, reported: ReportedOrder): IngestedOrder {
  const { facts, before, connectedAt, retentionMs } = reported;
  const { action } = delivery;
  const order = merge(delivery, reported);
  // An order cannot have been placed after its last change.
  const placedAt = facts.placedAt ?? facts.updatedAt;
  const startable = allowedTriggersByAge({ placedAt, connectedAt, firstSeenAt: order.createdAt, retentionMs });
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
