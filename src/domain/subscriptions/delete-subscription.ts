import { AppError } from '../../shared/errors/app-error';
import { newAuditEntry } from '../audit/new-audit-entry';
import type { Context, Deps } from '../ports';

/** Deletes a subscription with its deliveries; nothing is sent to it any more. Fails with not_found. */
export async function deleteSubscription(
  { subscriptions, now }: Pick<Deps, 'now' | 'subscriptions'>,
  context: Context,
  subscriptionId: string,
): Promise<void> {
  const audit = newAuditEntry(context, now(), 'subscription.deleted', {
    targets: [{ type: 'subscription', id: subscriptionId }],
  });
  const isDeleted = await subscriptions.delete(context.account.accountId, subscriptionId, audit);
  if (!isDeleted) throw new AppError('not_found', 'There is no such subscription');
}
