import { invalidMember } from '../../shared/validation/invalid-member';
import type { Context, Deps } from '../ports';

/** Returns a page of the account's audit log after an entry, the oldest first. Fails with validation_failed for an entry that it never had. */
export async function listAudit(
  { audit }: Pick<Deps, 'audit'>,
  { account }: Context,
  page: { after: string | null; cursor: string | null; limit: number },
) {
  const { after, cursor, limit } = page;
  const found = await audit.listAfter(account.accountId, { after: cursor ?? after, limit });
  if (found) return found;
  if (cursor !== null)
    throw invalidMember('?cursor', 'custom', 'Invalid cursor: use `next_cursor` of the previous page');
  throw invalidMember('?after', 'unknown_entry', '`after` must be the id of an entry of this account');
}
