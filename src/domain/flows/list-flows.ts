import { AppError } from '../../shared/errors/app-error';
import type { Context, Deps } from '../ports';

type After<Position> = { limit: number; after: Position | null };

/** Returns a page of the account's flows, newest first. */
export const listFlows = (
  { flows }: Pick<Deps, 'flows'>,
  { account }: Context,
  page: After<{ createdAt: number; key: string }>,
) => flows.list(account.accountId, page);

/** Returns one of the account's flows with its current definition. Fails with not_found. */
export async function findFlow({ flows }: Pick<Deps, 'flows'>, { account }: Context, key: string) {
  const found = await flows.find(account.accountId, key);
  if (!found) throw new AppError('not_found', 'There is no such flow');
  return found;
}

/** Returns a page of a flow's versions, newest first. */
export const listFlowVersions = (
  { flows }: Pick<Deps, 'flows'>,
  { account }: Context,
  { key, page }: { key: string; page: After<number> },
) => flows.listVersions(account.accountId, key, { limit: page.limit, before: page.after });
