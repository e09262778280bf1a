import type { PageParams } from '../../db/sql/page';
import type { Context, Deps } from '../ports';

/** Returns a page of a customer's charges, newest first, and the total of all charges in the period. */
export const listChargesOfUser = (
  { charges }: Pick<Deps, 'charges'>,
  { account }: Context,
  query: { userKey: string; from: number | null; to: number | null; page: PageParams },
) => charges.listByUser({ accountId: account.accountId, ...query });
