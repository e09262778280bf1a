import { Failure } from '../../shared/failure';
import { sha256Hex } from '../../shared/hmac';
import type { Context, Deps } from '../ports';

/** How long an isolate trusts what it read about a key: a revocation holds everywhere within this time. */
const TRUST_MS = 30_000;
const MOST_KEYS = 10_000;

const known = new Map<string, { context: Context; expiresAt: number | null; until: number }>();

/** Drops what this isolate knows of an account's keys, after a change to them or to the account. */
export function forgetCredentials(accountId: string): void {
  for (const [hash, { context }] of known) if (context.account.accountId === accountId) known.delete(hash);
}

/**
 * Finds whose key this is, and whether D1 had to be asked (`cold`); fails with `unauthorized` for a key that is unknown,
 * revoked or expired.
 */
export async function authenticate(
  deps: Pick<Deps, 'keys' | 'now'>,
  apiKey: string,
): Promise<{ caller: Context; cold: boolean }> {
  const now = deps.now();
  const hash = await sha256Hex(apiKey);
  const warm = known.get(hash);
  if (warm && warm.until > now) {
    if (warm.expiresAt !== null && warm.expiresAt <= now) throw new Failure('unauthorized');
    return { caller: warm.context, cold: false };
  }
  known.delete(hash);
  const found = await deps.keys.findByHash(hash);
  if (!found || found.key.revokedAt !== null) throw new Failure('unauthorized');
  if (found.key.expiresAt !== null && found.key.expiresAt <= now) throw new Failure('unauthorized');
  const context = { account: found.account, keyId: found.key.keyId, scopes: found.key.scopes };
  const oldest = known.size >= MOST_KEYS ? known.keys().next().value : undefined;
  if (oldest !== undefined) known.delete(oldest);
  known.set(hash, { context, expiresAt: found.key.expiresAt, until: now + TRUST_MS });
  return { caller: context, cold: true };
}

/** Fails with `missing_scope` unless the key has the scope. */
export function requireScope(context: Context, scope: string): void {
  if (!context.scopes.includes(scope)) throw new Failure('missing_scope', `The key needs the scope ${scope}`);
}
