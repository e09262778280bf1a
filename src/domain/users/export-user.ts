import type { Context, Deps } from '../ports';

/** Returns everything stored about a customer, at most 1,000 rows of each kind. */
export async function exportUser(
  { users, customers }: Pick<Deps, 'users' | 'customers'>,
  { account: { accountId } }: Context,
  userKey: string,
) {
  const [rows, { customer, aliases }] = await Promise.all([
    users.export(accountId, userKey),
    customers.find(accountId, userKey),
  ]);
  const { optedOutAt = null, optedOutBy = null } = customer ?? {};
  return { rows, aliases: aliases.map(({ alias }) => alias), optedOutAt, optedOutBy };
}
