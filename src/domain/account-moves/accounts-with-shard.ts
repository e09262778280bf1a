import type { Account } from '../../db/accounts/accounts';
import type { AccountShard } from '../../db/accounts/directory';
import type { PageParams } from '../../db/sql/page';
import { AppError } from '../../shared/errors/app-error';
import type { Deps } from '../ports';

/** An account and its row in the directory; an account in database 0 that never moved has none. */
export type AccountWithShard = { account: Account; shard: AccountShard | null };

async function readShards(
  deps: Pick<Deps, 'databases' | 'directory'>,
  accountIds: string[],
): Promise<Map<string, AccountShard>> {
  if (deps.databases.length === 1) return new Map();
  const rows = await deps.directory.findShards(accountIds);
  return new Map(rows.map((row) => [row.accountId, row]));
}

/** Finds an account in its shard; does not use the cache. Fails with not_found. */
export async function findAccountWithShard(
  deps: Pick<Deps, 'databases' | 'directory' | 'forShard'>,
  accountId: string,
): Promise<AccountWithShard> {
  const shard = (await readShards(deps, [accountId])).get(accountId) ?? null;
  const account = await deps.forShard(shard?.database ?? 0).accounts.find(accountId);
  if (!account) throw new AppError('not_found', 'There is no such account');
  return { account, shard };
}

/** Lists a page of the accounts of all databases, newest first; `next` is the cursor of the next page. */
export async function listAccountsWithShard(
  deps: Pick<Deps, 'databases' | 'directory' | 'forShard'>,
  page: PageParams,
): Promise<{ rows: AccountWithShard[]; next: string | null }> {
  const pages = await Promise.all(
    deps.databases.map(async (database) => {
      const { rows, more } = await deps.forShard(database).accounts.list(page);
      return { database, rows, more };
    }),
  );
  const ids = new Set(pages.flatMap(({ rows }) => rows.map(({ accountId }) => accountId)));
  const newest = [...ids].toSorted().toReversed().slice(0, page.limit);
  const shards = await readShards(deps, newest);
  const rows = newest.flatMap((accountId) => {
    const shard = shards.get(accountId) ?? null;
    // While an account moves, the target database holds a copy of it.
    const rowPage = pages.find(({ database }) => database === (shard?.database ?? 0));
    const account = rowPage?.rows.find((row) => row.accountId === accountId);
    return account ? [{ account, shard }] : [];
  });
  const more = ids.size > page.limit || pages.some((each) => each.more);
  return { rows, next: more ? (newest.at(-1) ?? null) : null };
}
