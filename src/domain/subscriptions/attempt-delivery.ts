import type { DeliveryResult } from '../../db/deliveries/delivery-results';
import type { OutboxDraft, OutboxEvent } from '../../db/events/outbox';
import type { EventDelivery } from '../../db/subscriptions/event-deliveries';
import type { Subscription } from '../../db/subscriptions/subscriptions';
import { callEndpoint } from '../delivery/call-endpoint';
import { failureReport } from '../delivery/failure-report';
import { retryDelay } from '../delivery/retry-schedule';
import type { EventBody } from '../outbox/event-body';
import type { Deps } from '../ports';
import { QUEUE_DELIVERY_GRACE_MS } from '../queue-times';
import type { ReservationReport } from '../rate/store-rate-state';
import { subscriptionEndpoint } from './subscription-endpoint';
import { subscriptionSecrets } from './subscription-secrets';

const emptyResult = (delivery: EventDelivery) => ({
  delivery,
  nextAttemptAt: null,
  visibleAt: null,
  lastError: null,
  attempt: null,
  pauses: false,
  events: [],
});

/** Returns the result of a delivery that was not attempted. */
export const postponeDelivery = (delivery: EventDelivery, nextAttemptAt: number): DeliveryResult => ({
  ...emptyResult(delivery),
  state: delivery.attempts === 0 ? 'pending' : 'retrying',
  nextAttemptAt,
  visibleAt: nextAttemptAt + QUEUE_DELIVERY_GRACE_MS,
  lastError: delivery.lastError,
});

/** Returns the result of a delivery whose event was erased or purged. */
export const endWithoutEvent = (delivery: EventDelivery): DeliveryResult => ({
  ...emptyResult(delivery),
  state: 'dead',
  lastError: 'event_deleted',
});

/**
 * Returns the events by which the account's other subscriptions learn that an event could not be delivered. None if the event itself
 * reports the failure of a subscription, because two broken endpoints would report each other forever.
 */
function reportsOfDeath(
  event: OutboxEvent,
  { url, subscriptionId, accountId }: Subscription,
  died: {
    attempts: number;
    status: number | null;
    error: string | null;
    firstAttemptAt: number;
    isGone: boolean;
    now: number;
  },
): OutboxDraft[] {
  const { attempts, status, error, firstAttemptAt, isGone, now } = died;
  const dead: OutboxDraft = {
    accountId,
    type: 'push.dead',
    objectId: subscriptionId,
    facts: {
      push_id: null,
      id_store: null,
      subscription_id: subscriptionId,
      event_id: event.eventId,
      endpoint: url,
      attempts,
      last_status: status,
      last_error: error,
      first_attempt_at: firstAttemptAt,
    },
  };
  const facts = { id_store: null, subscription_id: subscriptionId, endpoint: url, reason: error, since: now };
  const disabled: OutboxDraft = { accountId, type: 'push.endpoint_disabled', objectId: subscriptionId, facts };
  const isReport = typeof event.facts.subscription_id === 'string';
  return [...(isReport ? [] : [dead]), ...(isGone ? [disabled] : [])];
}

/** Makes one attempt to deliver an event. Never throws for a failure of the endpoint. */
export async function attemptDelivery(
  deps: Pick<Deps, 'encryptor' | 'merchant' | 'now'>,
  {
    delivery,
    event,
    body,
    subscription,
  }: { delivery: EventDelivery; event: OutboxEvent; body: EventBody; subscription: Subscription },
): Promise<[DeliveryResult, ReservationReport]> {
  const { accountId, subscriptionId, eventId } = delivery;
  const startedAt = deps.now();
  const callResult = await callEndpoint(deps, {
    endpoint: subscriptionEndpoint(subscription),
    pushId: eventId,
    timestamp: Math.floor(startedAt / 1_000),
    body: JSON.stringify(body),
    secrets: await subscriptionSecrets(deps.encryptor, subscription, startedAt),
  });
  const { status, error, answer, durationMs, stated } = callResult;
  const now = deps.now();
  const number = delivery.attempts + 1;
  const attempt = { accountId, subscriptionId, eventId, number, startedAt, durationMs, status, error, answer };
  const result = { ...emptyResult(delivery), lastError: error, attempt };
  if (callResult.outcome === 'delivered') {
    return [
      { ...result, state: 'delivered' },
      { push_id: eventId, outcome: 'ok', stated },
    ];
  }
  const report = failureReport(eventId, callResult, now);
  const isGone = callResult.outcome === 'gone';
  const delay = isGone ? null : retryDelay(number - delivery.attemptsBefore, Math.random());
  if (delay === null) {
    const died = { attempts: number, status, error, firstAttemptAt: startedAt, isGone, now };
    return [{ ...result, state: 'dead', pauses: isGone, events: reportsOfDeath(event, subscription, died) }, report];
  }
  const nextAttemptAt = now + Math.max(delay, report.retry_after_ms ?? 0);
  return [{ ...result, state: 'retrying', nextAttemptAt, visibleAt: nextAttemptAt + QUEUE_DELIVERY_GRACE_MS }, report];
}
