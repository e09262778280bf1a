import { aadFor } from '../../shared/crypto/encryption';
import { newWebhookSecret } from '../../shared/crypto/standard-webhooks';
import { AppError } from '../../shared/errors/app-error';
import { newAuditEntry } from '../audit/new-audit-entry';
import type { MakeIdempotencyRecord } from '../idempotency-record';
import type { Context, Deps } from '../ports';
import { SECRET_OVERLAP_MS } from '../stores/retired-secrets';
import type { CreatedSubscription } from './create-subscription';
import { findReadableSubscription } from './find-subscription';

/** Each costs a signature in a header of every event. */
const MAX_RETIRED = 20;

/**
 * Rotates the secret of a subscription; for a day, events are also signed with the old one. Fails with not_found, missing_scope, and
 * rate_limited while 20 old secrets are still valid.
 */
export async function rotateSubscriptionSecret(
  deps: Pick<Deps, 'encryptor' | 'now' | 'subscriptions'>,
  context: Context,
  subscriptionId: string,
  makeIdempotencyRecord: MakeIdempotencyRecord<CreatedSubscription>,
): Promise<CreatedSubscription> {
  const current = await findReadableSubscription(deps, context, subscriptionId);
  const now = deps.now();
  if (current.retiredSecrets.filter(({ until }) => until > now).length >= MAX_RETIRED) {
    throw new AppError(
      'rate_limited',
      `${MAX_RETIRED} rotated secrets are still valid: try again when the oldest expires`,
    );
  }
  const secret = newWebhookSecret();
  const encrypted = await deps.encryptor.encrypt(secret, aadFor(subscriptionId, 'secret'));
  const rotated = { subscription: { ...current, secret: encrypted, updatedAt: now }, secret };
  await deps.subscriptions.rotateSecret({
    accountId: current.accountId,
    subscriptionId,
    secret: encrypted,
    now,
    until: now + SECRET_OVERLAP_MS,
    maxRetired: MAX_RETIRED,
    idempotencyRecord: await makeIdempotencyRecord(rotated),
    audit: newAuditEntry(context, now, 'subscription.secret_rotated', {
      targets: [{ type: 'subscription', id: subscriptionId }],
    }),
  });
  return rotated;
}
