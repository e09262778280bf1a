import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { authenticate, requireScope } from '../../domain/keys/authenticate';
import { recordKeyUse } from '../../domain/keys/record-key-use';
import type { Scope } from '../../domain/keys/scopes';
import { AppError } from '../../shared/errors/app-error';
import { cleanPasted } from '../../shared/text/clean-pasted';
import type { AppEnv } from '../request/app-env';
import { callOriginOf } from '../request/call-origin';
import { useDatabase } from './dependencies';
import { enforceRateLimit } from './rate-limit';
import { rejectMovingAccount } from './reject-moving-account';

/**
 * Returns the API key of a call: `api_key` in the query, `X-Api-Key` or a bearer token, without the characters that
 * pasting may add. Fails with conflicting_keys for two different keys and unauthorized for none.
 */
function readApiKey(c: Context<AppEnv>): string {
  const bearer = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  const candidates = [...(c.req.queries('api_key') ?? []), c.req.header('x-api-key'), bearer]
    .map((key) => cleanPasted(key ?? ''))
    .filter((key) => key !== '');
  const [key, ...others] = new Set(candidates);
  if (others.length > 0) throw new AppError('conflicting_keys');
  if (!key) throw new AppError('unauthorized', 'Send the key as api_key, X-Api-Key or a bearer token');
  return key;
}

async function authorize(c: Context<AppEnv>, scope: Scope, count: (keyId: string) => Promise<void>): Promise<void> {
  const { caller, shard, cold } = await authenticate(c.get('deps'), readApiKey(c));
  if (shard.database !== 0) useDatabase(c, shard.database);
  // Credentials are cached, so this is at most one write per key and isolate in 30 seconds.
  if (cold && shard.movingSince === null) c.executionCtx.waitUntil(recordKeyUse(c.get('deps'), caller));
  c.set('caller', { ...caller, origin: { session: null, ...callOriginOf(c) } });
  // Before the scope check, so that calls without the scope count too.
  await count(caller.actor.id);
  requireScope(caller, scope);
  if (shard.movingSince !== null && scope.endsWith(':write')) rejectMovingAccount();
}

/** Requires an API key with this scope, and enforces the key's rate limit. */
export const requireKey = (scope: Scope) =>
  createMiddleware<AppEnv>(async (c, next) => {
    await authorize(c, scope, (keyId) => enforceRateLimit(c, keyId));
    await next();
  });

/** Requires an API key with this scope. A webhook counts towards the rate limit only if it is not signed. */
export const requireWebhookKey = (scope: Scope) =>
  createMiddleware<AppEnv>(async (c, next) => {
    await authorize(c, scope, async () => undefined);
    await next();
  });
