import type { Account } from '../../db/accounts';
import type { ApiKey } from '../../db/keys';
import { Failure } from '../../shared/failure';
import { sha256Hex } from '../../shared/hmac';
import type { Context, Deps } from '../ports';
import { type Home, homeIn } from '../shards/home-of';
import { TRUST_MS } from '../shards/move-times';

const MOST_KEYS = 10_000;

/** Who calls, and where they live. */
type Caller = { caller: Context; home: Home };
const known = new Map<string, Caller & { expiresAt: number | null; until: number }>();

/** Drops what this isolate knows of an account's keys, after a change to them or to the account. */
export function forgetCredentials(accountId: string): void {
  for (const [hash, { caller }] of known) if (caller.account.accountId === accountId) known.delete(hash);
}

/** The key where its account lives: in database 0 by one statement, else by two. */
async function findKey(
  deps: Pick<Deps, 'keys' | 'databases' | 'directory' | 'in'>,
  hash: string,
): Promise<{ key: ApiKey; account: Account; home: Home } | null> {
  if (deps.databases.length === 1) {
    const found = await deps.keys.findByHash(hash);
    return found ? { ...found, home: homeIn(null) } : null;
  }
  const told = await deps.directory.findKey(hash);
  const home = homeIn(told?.home);
  if (home.database === 0) {
    return told?.key && told.account ? { key: told.key, account: told.account, home } : null;
  }
  const found = await deps.in(home.database).keys.findByHash(hash);
  return found ? { ...found, home } : null;
}

/**
 * Finds whose key this is and where they live, and whether D1 had to be asked (`cold`); fails with `unauthorized` for a key that is unknown,
 * revoked or expired.
 */
export async function authenticate(
  deps: Pick<Deps, 'keys' | 'now' | 'databases' | 'directory' | 'in'>,
  apiKey: string,
): Promise<Caller & { cold: boolean }> {
  const now = deps.now();
  const hash = await sha256Hex(apiKey);
  const warm = known.get(hash);
  if (warm && warm.until > now) {
    if (warm.expiresAt !== null && warm.expiresAt <= now) throw new Failure('unauthorized');
    return { caller: warm.caller, home: warm.home, cold: false };
  }
  known.delete(hash);
  const found = await findKey(deps, hash);
  if (!found || found.key.revokedAt !== null) throw new Failure('unauthorized');
  if (found.key.expiresAt !== null && found.key.expiresAt <= now) throw new Failure('unauthorized');
  const { home } = found;
  const caller = { account: found.account, keyId: found.key.keyId, scopes: found.key.scopes };
  const oldest = known.size >= MOST_KEYS ? known.keys().next().value : undefined;
  if (oldest !== undefined) known.delete(oldest);
  known.set(hash, { caller, home, expiresAt: found.key.expiresAt, until: now + TRUST_MS });
  return { caller, home, cold: true };
}

/** Fails with `missing_scope` unless the key has the scope. */
export function requireScope(context: Context, scope: string): void {
  if (!context.scopes.includes(scope)) throw new Failure('missing_scope', `The key needs the scope ${scope}`);
}
