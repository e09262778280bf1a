import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { authenticate, requireScope } from '../../domain/keys/authenticate';
import type { Scope } from '../../domain/keys/scopes';
import { Failure } from '../../shared/failure';
import { unpaste } from '../../shared/unpaste';
import type { AppEnv } from '../env';
import { useDatabase } from './dependencies';
import { refuseMoving } from './moving';
import { limitKey } from './rate-limit';

/**
 * The key that was given: `api_key` in the query, `X-Api-Key`, or a bearer token, without what pasting adds to it. Two
 * different ones are refused.
 */
export function givenKey(c: Context<AppEnv>): string {
  const bearer = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  const given = [...(c.req.queries('api_key') ?? []), c.req.header('x-api-key'), bearer]
    .map((key) => unpaste(key ?? ''))
    .filter((key) => key !== '');
  const [key, ...others] = new Set(given);
  if (others.length > 0) throw new Failure('conflicting_keys');
  if (!key) throw new Failure('unauthorized', 'Give the key as api_key, X-Api-Key or a bearer token');
  return key;
}

async function letIn(c: Context<AppEnv>, scope: Scope, count: (keyId: string) => Promise<void>): Promise<void> {
  const { caller, home, cold } = await authenticate(c.get('deps'), givenKey(c));
  if (home.database !== 0) useDatabase(c, home.database);
  const deps = c.get('deps');
  // A busy key is warm most of the time, so that this is a write in half a minute at most.
  if (cold && home.movingSince === null)
    c.executionCtx.waitUntil(deps.keys.touch(caller.account.accountId, caller.keyId, deps.now()));
  c.set('caller', caller);
  // A key that may not do this is counted as well: it can't try without end.
  await count(caller.keyId);
  requireScope(caller, scope);
  if (home.movingSince !== null && scope.endsWith(':write')) refuseMoving(c);
}

/** Lets in who has a key with this scope, within the limit of calls of that key. */
export const requireKey = (scope: Scope) =>
  createMiddleware<AppEnv>(async (c, next) => {
    await letIn(c, scope, (keyId) => limitKey(c, keyId));
    await next();
  });

/** The same for a webhook, which is counted only where no signature vouches for it. */
export const requireWebhookKey = (scope: Scope) =>
  createMiddleware<AppEnv>(async (c, next) => {
    await letIn(c, scope, async () => undefined);
    await next();
  });
