import { z } from 'zod';
import type { EventDelivery, EventDeliveryAttempt } from '../../db/subscriptions/event-deliveries';
import type { Subscription } from '../../db/subscriptions/subscriptions';
import { aadFor, type Encryptor } from '../../shared/crypto/encryption';
import { DELIVERY_STATES, SUBSCRIPTION_INCLUDES } from '../../shared/flows/statuses';
import { formatInstant } from '../../shared/time/time-zone';
import { Instant } from './common';
import { MaskedSecret, maskSecret } from './masked-secret';

export const SubscriptionResource = z
  .object({
    subscription_id: z.string(),
    url: z.string(),
    types: z.array(z.string()),
    include: z.array(z.enum(SUBSCRIPTION_INCLUDES)),
    description: z.string().nullable(),
    secret: MaskedSecret,
    state: z.enum(['active', 'paused']),
    paused_at: Instant.nullable(),
    paused_reason: z.string().nullable(),
    created_at: Instant,
    updated_at: Instant,
  })
  .meta({ id: 'Subscription' });

/** Builds the response of a subscription, with its secret masked. */
export async function presentSubscription(
  subscription: Omit<Subscription, 'dispatchedSeq'>,
  encryptor: Encryptor,
  zone: string,
): Promise<z.infer<typeof SubscriptionResource>> {
  const { subscriptionId, pausedAt } = subscription;
  return {
    subscription_id: subscriptionId,
    url: subscription.url,
    types: subscription.types,
    include: subscription.include,
    description: subscription.description,
    secret: maskSecret(await encryptor.decrypt(subscription.secret, aadFor(subscriptionId, 'secret'))),
    state: pausedAt === null ? 'active' : 'paused',
    paused_at: pausedAt === null ? null : formatInstant(pausedAt, zone),
    paused_reason: subscription.pausedReason,
    created_at: formatInstant(subscription.createdAt, zone),
    updated_at: formatInstant(subscription.updatedAt, zone),
  };
}

const AttemptResource = z.object({
  number: z.number().int(),
  started_at: Instant,
  duration_ms: z.number().int(),
  status: z.number().int().nullable(),
  error: z.string().nullable(),
  answer: z.string().meta({ description: "The first KiB of the endpoint's response" }),
});
export const DeliveryResource = z
  .object({
    event_id: z.string(),
    type: z.string().nullable(),
    state: z.enum(DELIVERY_STATES),
    attempts_made: z.number().int(),
    next_attempt_at: Instant.nullable(),
    last_error: z.string().nullable(),
    created_at: Instant,
    updated_at: Instant,
    delivered_at: Instant.nullable(),
    attempts: z.array(AttemptResource),
  })
  .meta({ id: 'EventDelivery' });

export function presentDelivery(
  { delivery, type }: { delivery: EventDelivery; type: string | null },
  attempts: EventDeliveryAttempt[],
  zone: string,
): z.infer<typeof DeliveryResource> {
  const instant = (ms: number | null) => (ms === null ? null : formatInstant(ms, zone));
  const { eventId, state, visibleAt, nextAttemptAt } = delivery;
  return {
    event_id: eventId,
    type,
    state,
    attempts_made: delivery.attempts,
    next_attempt_at: visibleAt === null || state === 'blocked' ? null : instant(nextAttemptAt),
    last_error: delivery.lastError,
    created_at: formatInstant(delivery.createdAt, zone),
    updated_at: formatInstant(delivery.updatedAt, zone),
    delivered_at: instant(delivery.deliveredAt),
    attempts: attempts
      .filter((attempt) => attempt.eventId === eventId)
      .map(({ number, startedAt, durationMs, status, error, answer }) => ({
        number,
        started_at: formatInstant(startedAt, zone),
        duration_ms: durationMs,
        status,
        error,
        answer,
      })),
  };
}
