import type { AccountShard } from '../../db/accounts/directory';
import { isolateCache } from '../isolate-cache';
import type { Deps } from '../ports';

/** The database that holds an account, and since when the account is being moved out of it. */
export type ShardPlacement = { database: number; movingSince: number | null };

const DEFAULT_SHARD: ShardPlacement = { database: 0, movingSince: null };

const cachedShards = isolateCache<ShardPlacement>();

/** Drops an account's shard from this isolate's cache, after a change. */
export const invalidateShard = (accountId: string): void => cachedShards.delete(accountId);

/** Reads a row of the directory; an account without one is in database 0. */
export const shardFromRow = (row: AccountShard | null | undefined): ShardPlacement =>
  row ? { database: row.database, movingSince: row.targetDatabase === null ? null : row.movingSince } : DEFAULT_SHARD;

/** Finds the shards of accounts, from this isolate's cache of 30 s where it can; with a single database nothing is read. */
export async function findShards(
  deps: Pick<Deps, 'databases' | 'directory' | 'now'>,
  accountIds: Iterable<string>,
): Promise<Map<string, ShardPlacement>> {
  const wanted = [...new Set(accountIds)];
  if (deps.databases.length === 1) return new Map(wanted.map((accountId) => [accountId, DEFAULT_SHARD]));
  const now = deps.now();
  const shards = new Map<string, ShardPlacement>();
  for (const accountId of wanted) {
    const cached = cachedShards.get(accountId, now);
    if (cached) shards.set(accountId, cached);
  }
  const unknown = wanted.filter((accountId) => !shards.has(accountId));
  if (unknown.length === 0) return shards;
  const rows = new Map((await deps.directory.findShards(unknown)).map((row) => [row.accountId, row]));
  for (const accountId of unknown) {
    const shard = shardFromRow(rows.get(accountId));
    shards.set(accountId, shard);
    cachedShards.set(accountId, shard, now);
  }
  return shards;
}
