import type { AccountShard } from '../../db/directory';
import { boundedCache } from '../../shared/bounded-cache';
import type { Deps } from '../ports';
import { CACHE_TTL_MS } from './move-times';

/** Where an account lives, and since when it is being moved from there. */
export type ShardPlacement = { database: number; movingSince: number | null };

const MAX_CACHED_SHARDS = 10_000;
const DEFAULT_SHARD: ShardPlacement = { database: 0, movingSince: null };

const cachedShards = boundedCache<string, ShardPlacement>(MAX_CACHED_SHARDS, CACHE_TTL_MS);

/** Drops what this isolate knows of where an account lives, after a change to it. */
export const invalidateShard = (accountId: string): void => cachedShards.delete(accountId);

/** What the directory's row means; who has none lives in database 0. */
export const shardFromRow = (row: AccountShard | null | undefined): ShardPlacement =>
  row ? { database: row.database, movingSince: row.targetDatabase === null ? null : row.movingSince } : DEFAULT_SHARD;

/**
 * Where accounts live. What this isolate has read in the last 30 s it does not ask again, and nothing where there is one
 * database only.
 */
export async function findShards(
  deps: Pick<Deps, 'databases' | 'directory' | 'now'>,
  accountIds: Iterable<string>,
): Promise<Map<string, ShardPlacement>> {
  const wanted = [...new Set(accountIds)];
  if (deps.databases.length === 1) return new Map(wanted.map((accountId) => [accountId, DEFAULT_SHARD]));
  const now = deps.now();
  const homes = new Map<string, ShardPlacement>();
  for (const accountId of wanted) {
    const warm = cachedShards.get(accountId, now);
    if (warm) homes.set(accountId, warm);
  }
  const unknown = wanted.filter((accountId) => !homes.has(accountId));
  if (unknown.length === 0) return homes;
  const rows = new Map((await deps.directory.findShards(unknown)).map((row) => [row.accountId, row]));
  for (const accountId of unknown) {
    const home = shardFromRow(rows.get(accountId));
    homes.set(accountId, home);
    cachedShards.set(accountId, home, now);
  }
  return homes;
}
