import type { Context, Deps } from '../ports';

/** Returns a page of the account's audit log after an entry, the oldest first. */
export const listAudit = (
  { audit }: Pick<Deps, 'audit'>,
  { account }: Context,
  page: { after: string | null; limit: number },
) => audit.listAfter(account.accountId, page);
