import { AppError } from '../../shared/app-error';
import type { Context, Deps } from '../ports';

/** Deletes a subscription with its deliveries; nothing is sent to it any more. Fails with not_found. */
export async function deleteSubscription(
  { subscriptions }: Pick<Deps, 'subscriptions'>,
  { account }: Context,
  subscriptionId: string,
): Promise<void> {
  const isDeleted = await subscriptions.delete(account.accountId, subscriptionId);
  if (!isDeleted) throw new AppError('not_found', 'There is no such subscription');
}
