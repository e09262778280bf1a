import type { Session } from '../../db/sessions';
import { AppError } from '../../shared/app-error';
import { authenticate, requireScope } from '../keys/authenticate';
import type { Deps } from '../ports';

/** How long a session lasts. */
export const SESSION_MS = 12 * 3_600_000;

/** 128 random bits or more, which nobody guesses. */
const random = (): string => crypto.randomUUID().replaceAll('-', '');

/**
 * Opens a session of the profile page for who has a key with `settings:read`, in the place of the one that their browser
 * has had. `count` is told of whose key it is, and may refuse. Fails with unauthorized, missing_scope, and account_moving.
 */
export async function signIn(
  deps: Deps,
  apiKey: string,
  { replaces, checkRateLimit }: { replaces: string | null; checkRateLimit: (keyId: string) => Promise<void> },
): Promise<Session> {
  const { caller, shard: home } = await authenticate(deps, apiKey);
  await checkRateLimit(caller.keyId);
  requireScope(caller, 'settings:read');
  if (home.movingSince !== null) throw new AppError('account_moving');
  const now = deps.now();
  const session = {
    sessionId: random(),
    accountId: caller.account.accountId,
    keyId: caller.keyId,
    formToken: random(),
    createdAt: now,
    expiresAt: now + SESSION_MS,
  };
  await deps.forShard(home.database).sessions.insert(session, replaces);
  return session;
}
