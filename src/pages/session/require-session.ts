import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { SessionRows } from '../../db/people/sessions';
import type { Deps } from '../../domain/ports';
import { loadSession, type SessionRef } from '../../domain/sessions/load-session';
import { resolveSession } from '../../domain/sessions/resolve-session';
import { findShards } from '../../domain/shards/find-shards';
import { useDatabase } from '../../http/middleware/dependencies';
import { enforceRateLimit } from '../../http/middleware/rate-limit';
import type { AppEnv } from '../../http/request/app-env';
import { callOriginOf } from '../../http/request/call-origin';
import { optionalVariable } from '../../http/request/optional-variable';
import { AppError } from '../../shared/errors/app-error';
import { readSessionCookie } from './session-cookie';

/**
 * Authorizes a session and reads the rows of `find` in the same round trip. Fails with unauthorized if the session has ended,
 * and with rate_limited above the limit of its key.
 */
export async function authorizeSession<Rows extends SessionRows>(
  c: Context<AppEnv>,
  find: (deps: Deps, session: SessionRef) => Promise<Rows>,
): Promise<Rows> {
  const ref = await readSessionCookie(c);
  if (!ref) throw new AppError('unauthorized');
  const shard = (await findShards(c.get('deps'), [ref.accountId])).get(ref.accountId);
  // At the primary, so that a revoked key stops working on every page at once.
  useDatabase(c, shard?.database ?? 0, 'first-primary');
  const deps = c.get('deps');
  const rows = await find(deps, ref);
  const { caller, ...session } = resolveSession(rows, deps.now());
  // A form that renders a page reads the session twice, but counts as one call.
  const isCounted = optionalVariable(c, 'signedIn') !== undefined;
  c.set('caller', { ...caller, origin: { session: caller.origin?.session ?? null, ...callOriginOf(c) } });
  const isMoving = shard !== undefined && shard.movingSince !== null;
  c.set('signedIn', { ...session, isMoving, troubles: rows.troubles });
  if (!isCounted) await enforceRateLimit(c, caller.actor.id);
  return rows;
}

/** Requires a session. */
export const requireSession = createMiddleware<AppEnv>(async (c, next) => {
  await authorizeSession(c, loadSession);
  await next();
});
