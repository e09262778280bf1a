import { z } from 'zod';
import type { Push, PushAttempt } from '../../db/pushes/pushes';
import { HELD, PUSH_STATES } from '../../shared/flows/statuses';
import { formatInstant } from '../../shared/time/time-zone';
import { Instant, JsonRecord } from './common';

export const PushResource = z
  .object({
    push_id: z.string(),
    id_store: z.string(),
    request_id: z.string(),
    flow: z.string(),
    user_key: z.string(),
    object: z.object({ type: z.string(), id: z.string() }),
    sequence: z.number().int(),
    variables: JsonRecord,
    state: z.enum(PUSH_STATES),
    attempts_made: z.number().int(),
    next_attempt_at: Instant.nullable(),
    last_error: z.string().nullable(),
    created_at: Instant,
    updated_at: Instant,
    delivered_at: Instant.nullable(),
    verification: z
      .object({ differing: z.array(z.string()), mismatches: z.number().int(), failed_reads: z.number().int() })
      .nullable()
      .meta({ description: 'The result of reading the object back; null if the step did not request it' }),
    held: z.enum(HELD).nullable().meta({
      description: "How much of a Shopify order has the flow's hold; null unless the push sets or releases it",
    }),
  })
  .meta({ id: 'Push' });

const AttemptResource = z.object({
  number: z.number().int(),
  started_at: Instant,
  duration_ms: z.number().int(),
  status: z.number().int().nullable(),
  error: z.string().nullable(),
  answer: z.string().meta({ description: "The first KiB of the merchant's response" }),
});
export const PushWithAttempts = PushResource.extend({ attempts: z.array(AttemptResource) }).meta({
  id: 'PushWithAttempts',
});

export function presentPush(push: Push, zone: string): z.infer<typeof PushResource> {
  const instant = (ms: number | null) => (ms === null ? null : formatInstant(ms, zone));
  return {
    push_id: push.pushId,
    id_store: push.storeId,
    request_id: push.requestId,
    flow: push.flow,
    user_key: push.userKey,
    object: { type: push.objectType, id: push.objectId },
    sequence: push.sequence,
    variables: push.variables,
    state: push.state,
    attempts_made: push.attempts,
    next_attempt_at: push.visibleAt === null ? null : instant(push.nextAttemptAt),
    last_error: push.lastError,
    created_at: formatInstant(push.createdAt, zone),
    updated_at: formatInstant(push.updatedAt, zone),
    delivered_at: instant(push.deliveredAt),
    verification: push.verification && {
      differing: push.verification.differing,
      mismatches: push.verification.mismatches,
      failed_reads: push.verification.failedReads,
    },
    held: push.held,
  };
}

export const presentAttempt = (attempt: PushAttempt, zone: string): z.infer<typeof AttemptResource> => ({
  number: attempt.number,
  started_at: formatInstant(attempt.startedAt, zone),
  duration_ms: attempt.durationMs,
  status: attempt.status,
  error: attempt.error,
  answer: attempt.answer,
});
