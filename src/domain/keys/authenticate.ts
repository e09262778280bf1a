import type { Account } from '../../db/accounts';
import type { ApiKey } from '../../db/keys';
import { AppError } from '../../shared/app-error';
import { boundedCache } from '../../shared/bounded-cache';
import { sha256Hex } from '../../shared/hmac';
import type { Context, Deps } from '../ports';
import { type ShardPlacement, shardFromRow } from '../shards/find-shards';
import { CACHE_TTL_MS } from '../shards/move-times';

const MAX_CACHED_KEYS = 10_000;

/** Who calls, and where they live. */
type AuthenticatedCaller = { caller: Context; shard: ShardPlacement };
const cachedKeys = boundedCache<string, AuthenticatedCaller & { expiresAt: number | null }>(
  MAX_CACHED_KEYS,
  CACHE_TTL_MS,
);

/** Drops what this isolate knows of an account's keys, after a change to them or to the account. */
export function invalidateCredentials(accountId: string): void {
  cachedKeys.deleteWhere(({ caller }) => caller.account.accountId === accountId);
}

/** The key where its account lives: in database 0 by one statement, else by two. */
async function findKeyByHash(
  deps: Pick<Deps, 'keys' | 'databases' | 'directory' | 'forShard'>,
  hash: string,
): Promise<{ key: ApiKey; account: Account; home: ShardPlacement } | null> {
  if (deps.databases.length === 1) {
    const found = await deps.keys.findByHash(hash);
    return found ? { ...found, home: shardFromRow(null) } : null;
  }
  const told = await deps.directory.findKey(hash);
  const home = shardFromRow(told?.shard);
  if (home.database === 0) {
    return told?.key && told.account ? { key: told.key, account: told.account, home } : null;
  }
  const found = await deps.forShard(home.database).keys.findByHash(hash);
  return found ? { ...found, home } : null;
}

/**
 * Finds whose key this is and where they live, and whether D1 had to be asked (`cold`); fails with `unauthorized` for a key that is unknown,
 * revoked or expired.
 */
export async function authenticate(
  deps: Pick<Deps, 'keys' | 'now' | 'databases' | 'directory' | 'forShard'>,
  apiKey: string,
): Promise<AuthenticatedCaller & { cold: boolean }> {
  const now = deps.now();
  const hash = await sha256Hex(apiKey);
  const warm = cachedKeys.get(hash, now);
  if (warm) {
    if (warm.expiresAt !== null && warm.expiresAt <= now) throw new AppError('unauthorized');
    return { caller: warm.caller, shard: warm.shard, cold: false };
  }
  const found = await findKeyByHash(deps, hash);
  if (!found || found.key.revokedAt !== null) throw new AppError('unauthorized');
  if (found.key.expiresAt !== null && found.key.expiresAt <= now) throw new AppError('unauthorized');
  const { home } = found;
  const caller = { account: found.account, keyId: found.key.keyId, scopes: found.key.scopes };
  cachedKeys.set(hash, { caller, shard: home, expiresAt: found.key.expiresAt }, now);
  return { caller, shard: home, cold: true };
}

/** Fails with `missing_scope` unless the key has the scope. */
export function requireScope(context: Context, scope: string): void {
  if (!context.scopes.includes(scope)) throw new AppError('missing_scope', `The key needs the scope ${scope}`);
}
