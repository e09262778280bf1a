import type { z } from 'zod';
import type { Subscription } from '../../db/subscriptions/subscriptions';
import { aadFor } from '../../shared/crypto/encryption';
import { newId } from '../../shared/crypto/ids';
import { newWebhookSecret } from '../../shared/crypto/standard-webhooks';
import { AppError } from '../../shared/errors/app-error';
import { newAuditEntry } from '../audit/new-audit-entry';
import type { MakeIdempotencyRecord } from '../idempotency-record';
import type { Context, Deps } from '../ports';
import { checkSubscription } from './check-subscription';
import type { CreateSubscription } from './subscription-input';

const MAX_SUBSCRIPTIONS = 50;

/** `secret` signs the events, in clear text. */
export type CreatedSubscription = { subscription: Omit<Subscription, 'dispatchedSeq'>; secret: string };

/**
 * Creates a subscription to the events from now on; only this response shows its secret. Fails with validation_failed,
 * missing_scope, and too_many_subscriptions.
 */
export async function createSubscription(
  deps: Pick<Deps, 'encryptor' | 'now' | 'subscriptions' | 'urlRejectionReason'>,
  context: Context,
  { url, types, include, description }: z.infer<typeof CreateSubscription>,
  makeIdempotencyRecord: MakeIdempotencyRecord<CreatedSubscription>,
): Promise<CreatedSubscription> {
  checkSubscription(deps, context, { url, include });
  const subscriptionId = newId('sub');
  const secret = newWebhookSecret();
  const now = deps.now();
  const subscription = {
    subscriptionId,
    accountId: context.account.accountId,
    url,
    types: [...new Set(types)],
    include: [...new Set(include)],
    description,
    secret: await deps.encryptor.encrypt(secret, aadFor(subscriptionId, 'secret')),
    retiredSecrets: [],
    pausedAt: null,
    pausedReason: null,
    createdAt: now,
    updatedAt: now,
  };
  const created = { subscription, secret };
  const isWritten = await deps.subscriptions.insert(
    subscription,
    MAX_SUBSCRIPTIONS,
    await makeIdempotencyRecord(created),
    newAuditEntry(context, now, 'subscription.created', { targets: [{ type: 'subscription', id: subscriptionId }] }),
  );
  if (!isWritten) throw new AppError('too_many_subscriptions', `The account has ${MAX_SUBSCRIPTIONS} subscriptions`);
  return created;
}
