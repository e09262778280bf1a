import type { Account } from '../../db/accounts/accounts';
import type { ApiKey } from '../../db/accounts/keys';
import type { Caller } from '../../shared/access/actor';
import { sha256Hex } from '../../shared/crypto/hmac';
import { AppError } from '../../shared/errors/app-error';
import { isolateCache } from '../isolate-cache';
import type { Context, Deps } from '../ports';
import { type ShardPlacement, shardFromRow } from '../shards/find-shards';

export type AuthenticatedCaller = { caller: Context; shard: ShardPlacement };
const cachedKeys = isolateCache<AuthenticatedCaller & { expiresAt: number | null }>();

/** Drops the account's keys from this isolate's cache, after a change to them or to the account. */
export function invalidateCredentials(accountId: string): void {
  cachedKeys.deleteWhere(({ caller }) => caller.account.accountId === accountId);
}

/** Finds a key in its account's database: with one statement for database 0, with two for others. */
async function findKeyByHash(
  deps: Pick<Deps, 'databases' | 'directory' | 'forShard' | 'keys'>,
  hash: string,
): Promise<{ key: ApiKey; account: Account; shard: ShardPlacement } | null> {
  if (deps.databases.length === 1) {
    const found = await deps.keys.findByHash(hash);
    return found ? { ...found, shard: shardFromRow(null) } : null;
  }
  const entry = await deps.directory.findKey(hash);
  const shard = shardFromRow(entry?.shard);
  if (shard.database === 0) {
    return entry?.key && entry.account ? { key: entry.key, account: entry.account, shard } : null;
  }
  const found = await deps.forShard(shard.database).keys.findByHash(hash);
  return found ? { ...found, shard } : null;
}

/**
 * Finds the account of an API key and its shard; `cold` says that D1 was queried. Fails with unauthorized for a key that is
 * unknown, revoked or expired.
 */
export async function authenticate(
  deps: Pick<Deps, 'databases' | 'directory' | 'forShard' | 'keys' | 'now'>,
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
  const { key, account, shard } = found;
  const actor: Caller = { type: 'key', id: key.keyId, name: key.name };
  const caller: Context = { account, actor, scopes: key.scopes, role: null, origin: null };
  cachedKeys.set(hash, { caller, shard, expiresAt: key.expiresAt }, now);
  return { caller, shard, cold: true };
}

/** Fails with missing_scope unless the key has the scope. */
export function requireScope(context: Context, scope: string): void {
  if (!context.scopes.includes(scope)) throw new AppError('missing_scope', `The key needs the scope ${scope}`);
}
