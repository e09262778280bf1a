import type { Session } from '../../db/sessions';
import { AppError } from '../../shared/app-error';
import { type AuthenticatedCaller, requireScope } from '../keys/authenticate';
import type { Deps } from '../ports';

export const SESSION_MS = 12 * 3_600_000;

/** 122 random bits. */
const randomToken = (): string => crypto.randomUUID().replaceAll('-', '');

/**
 * Opens a session of the profile page for a caller with `settings:read`; it replaces the browser's previous session. Fails
 * with missing_scope and account_moving.
 */
export async function signIn(
  deps: Pick<Deps, 'forShard' | 'now'>,
  { caller, shard }: AuthenticatedCaller,
  { replaces }: { replaces: string | null },
): Promise<Session> {
  requireScope(caller, 'settings:read');
  if (shard.movingSince !== null) throw new AppError('account_moving');
  const now = deps.now();
  const session = {
    sessionId: randomToken(),
    accountId: caller.account.accountId,
    keyId: caller.keyId,
    formToken: randomToken(),
    createdAt: now,
    expiresAt: now + SESSION_MS,
  };
  await deps.forShard(shard.database).sessions.insert(session, replaces);
  return session;
}
