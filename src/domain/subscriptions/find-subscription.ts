import type { Subscription } from '../../db/subscriptions/subscriptions';
import { AppError } from '../../shared/errors/app-error';
import { requireScope } from '../keys/authenticate';
import type { Context, Deps } from '../ports';

type Find = (deps: Pick<Deps, 'subscriptions'>, context: Context, subscriptionId: string) => Promise<Subscription>;

/** Returns one of the account's subscriptions. Fails with not_found. */
export const findSubscription: Find = async ({ subscriptions }, { account }, subscriptionId) => {
  const found = await subscriptions.find(account.accountId, subscriptionId);
  if (!found) throw new AppError('not_found', 'There is no such subscription');
  return found;
};

/**
 * Returns a subscription whose events the caller may direct and read: one that includes customers' data needs `users:read`.
 * Fails with not_found and missing_scope.
 */
export const findReadableSubscription: Find = async (deps, context, subscriptionId) => {
  const found = await findSubscription(deps, context, subscriptionId);
  if (found.include.includes('customer')) requireScope(context, 'users:read');
  return found;
};
