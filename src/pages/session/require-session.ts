import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { SessionRows } from '../../db/sessions';
import type { Deps } from '../../domain/ports';
import { resolveSession } from '../../domain/sessions/resolve-session';
import { findShards } from '../../domain/shards/find-shards';
import type { AppEnv } from '../../http/app-env';
import { useDatabase } from '../../http/middleware/dependencies';
import { enforceRateLimit } from '../../http/middleware/rate-limit';
import { optionalVariable } from '../../http/optional-variable';
import { AppError } from '../../shared/app-error';
import { readSessionCookie } from './session-cookie';

/**
 * Authorizes a session and reads the rows of `find` in the same round trip. Fails with unauthorized if the session has ended,
 * and with rate_limited above the limit of its key.
 */
export async function authorizeSession<Rows extends SessionRows>(
  c: Context<AppEnv>,
  find: (deps: Deps, accountId: string, sessionId: string) => Promise<Rows>,
): Promise<Rows> {
  const named = await readSessionCookie(c);
  if (!named) throw new AppError('unauthorized');
  const home = (await findShards(c.get('deps'), [named.accountId])).get(named.accountId);
  // At the primary: a key that was revoked a moment ago is so on every page.
  useDatabase(c, home?.database ?? 0, 'first-primary');
  const deps = c.get('deps');
  const rows = await find(deps, named.accountId, named.sessionId);
  const { caller, sessionId, formToken } = resolveSession(rows, deps.now());
  // A form shows a page when it is done, for which the session is read again: it is still one call.
  const isCounted = optionalVariable(c, 'signedIn') !== undefined;
  c.set('caller', caller);
  c.set('signedIn', { sessionId, formToken, isMoving: home !== undefined && home.movingSince !== null });
  if (!isCounted) await enforceRateLimit(c, caller.keyId);
  return rows;
}

/** Requires a session. */
export const requireSession = createMiddleware<AppEnv>(async (c, next) => {
  await authorizeSession(c, (deps, accountId, sessionId) => deps.sessions.find(accountId, sessionId));
  await next();
});
