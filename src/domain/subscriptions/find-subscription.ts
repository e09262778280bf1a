import type { Subscription } from '../../db/subscriptions';
import { AppError } from '../../shared/app-error';
import type { Context, Deps } from '../ports';

/** Returns one of the account's subscriptions. Fails with not_found. */
export async function findSubscription(
  { subscriptions }: Pick<Deps, 'subscriptions'>,
  { account }: Context,
  subscriptionId: string,
): Promise<Subscription> {
  const found = await subscriptions.find(account.accountId, subscriptionId);
  if (!found) throw new AppError('not_found', 'There is no such subscription');
  return found;
}
