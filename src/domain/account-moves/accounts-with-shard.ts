import type { Account } from '../../db/accounts';
import type { AccountShard } from '../../db/directory';
import type { PageParams } from '../../db/page';
import { AppError } from '../../shared/app-error';
import type { Deps } from '../ports';

/** An account, and what the directory says of it: nothing of one that lives in database 0. */
export type AccountWithShard = { account: Account; shard: AccountShard | null };

async function readShards(deps: Deps, accountIds: string[]): Promise<Map<string, AccountShard>> {
  if (deps.databases.length === 1) return new Map();
  const rows = await deps.directory.findShards(accountIds);
  return new Map(rows.map((row) => [row.accountId, row]));
}

/** Finds an account wherever it lives, by what the directory says now. Fails with not_found. */
export async function findAccountWithShard(deps: Deps, accountId: string): Promise<AccountWithShard> {
  const home = (await readShards(deps, [accountId])).get(accountId) ?? null;
  const account = await deps.forShard(home?.database ?? 0).accounts.find(accountId);
  if (!account) throw new AppError('not_found', 'There is no such account');
  return { account, shard: home };
}

/** A page of the accounts of all databases, newest first, and after which one the next page begins. */
export async function listAccountsWithShard(
  deps: Deps,
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
  const homes = await readShards(deps, newest);
  const rows = newest.flatMap((accountId) => {
    const home = homes.get(accountId) ?? null;
    // While an account is moved there is a copy of it elsewhere.
    const there = pages.find(({ database }) => database === (home?.database ?? 0));
    const account = there?.rows.find((row) => row.accountId === accountId);
    return account ? [{ account, shard: home }] : [];
  });
  const more = ids.size > page.limit || pages.some((one) => one.more);
  return { rows, next: more ? (newest.at(-1) ?? null) : null };
}
