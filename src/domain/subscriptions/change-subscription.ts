import type { z } from 'zod';
import type { Subscription } from '../../db/subscriptions/subscriptions';
import { AppError } from '../../shared/errors/app-error';
import { newAuditEntry } from '../audit/new-audit-entry';
import type { Context, Deps } from '../ports';
import { checkSubscription } from './check-subscription';
import { findReadableSubscription } from './find-subscription';
import type { PatchSubscription } from './subscription-input';

/**
 * Changes the given members of a subscription, and pauses or resumes it. Events that happen while it is paused are sent when it
 * is resumed. Fails with not_found, validation_failed and missing_scope.
 */
export async function changeSubscription(
  deps: Pick<Deps, 'now' | 'subscriptions' | 'urlRejectionReason'>,
  context: Context,
  { subscriptionId, input }: { subscriptionId: string; input: z.infer<typeof PatchSubscription> },
): Promise<Subscription> {
  const before = await findReadableSubscription(deps, context, subscriptionId);
  checkSubscription(deps, context, input);
  const { url, types, include, description, state } = input;
  const now = deps.now();
  const pause = before.pausedAt === null ? { pausedAt: now, pausedReason: 'by_api' } : {};
  const changed = await deps.subscriptions.update({
    accountId: before.accountId,
    subscriptionId,
    set: {
      ...(url === undefined ? {} : { url }),
      ...(types === undefined ? {} : { types: [...new Set(types)] }),
      ...(include === undefined ? {} : { include: [...new Set(include)] }),
      ...(description === undefined ? {} : { description }),
      ...(state === 'active' ? { pausedAt: null, pausedReason: null } : {}),
      ...(state === 'paused' ? pause : {}),
      updatedAt: now,
    },
    audit: newAuditEntry(context, now, 'subscription.changed', {
      targets: [{ type: 'subscription', id: subscriptionId }],
      metadata: { members: Object.keys(input).join(' ') },
    }),
  });
  if (!changed) throw new AppError('not_found', 'There is no such subscription');
  return changed;
}
