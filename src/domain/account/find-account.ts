import type { Account } from '../../db/accounts/accounts';
import { AppError } from '../../shared/errors/app-error';
import type { Context, Deps } from '../ports';

/** Reads the caller's account from the database: the cached credentials may be 30 s old. Fails with not_found. */
export async function findAccount({ accounts }: Pick<Deps, 'accounts'>, context: Context): Promise<Account> {
  const account = await accounts.find(context.account.accountId);
  if (!account) throw new AppError('not_found');
  return account;
}
