import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { authenticate, requireScope } from '../../domain/keys/authenticate';
import type { Scope } from '../../domain/keys/scopes';
import { AppError } from '../../shared/app-error';
import { cleanPasted } from '../../shared/clean-pasted';
import type { AppEnv } from '../env';
import { useDatabase } from './dependencies';
import { enforceRateLimit } from './rate-limit';
import { rejectMovingAccount } from './reject-moving-account';

/**
 * The key that was given: `api_key` in the query, `X-Api-Key`, or a bearer token, without what pasting adds to it. Two
 * different ones are refused.
 */
export function readApiKey(c: Context<AppEnv>): string {
  const bearer = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  const given = [...(c.req.queries('api_key') ?? []), c.req.header('x-api-key'), bearer]
    .map((key) => cleanPasted(key ?? ''))
    .filter((key) => key !== '');
  const [key, ...others] = new Set(given);
  if (others.length > 0) throw new AppError('conflicting_keys');
  if (!key) throw new AppError('unauthorized', 'Give the key as api_key, X-Api-Key or a bearer token');
  return key;
}

async function authorize(c: Context<AppEnv>, scope: Scope, count: (keyId: string) => Promise<void>): Promise<void> {
  const { caller, shard: home, cold } = await authenticate(c.get('deps'), readApiKey(c));
  if (home.database !== 0) useDatabase(c, home.database);
  const deps = c.get('deps');
  // A busy key is warm most of the time, so that this is a write in half a minute at most.
  if (cold && home.movingSince === null)
    c.executionCtx.waitUntil(deps.keys.touch(caller.account.accountId, caller.keyId, deps.now()));
  c.set('caller', caller);
  // A key that may not do this is counted as well: it can't try without end.
  await count(caller.keyId);
  requireScope(caller, scope);
  if (home.movingSince !== null && scope.endsWith(':write')) rejectMovingAccount(c);
}

/** Lets in who has a key with this scope, within the limit of calls of that key. */
export const requireKey = (scope: Scope) =>
  createMiddleware<AppEnv>(async (c, next) => {
    await authorize(c, scope, (keyId) => enforceRateLimit(c, keyId));
    await next();
  });

/** The same for a webhook, which is counted only where no signature vouches for it. */
export const requireWebhookKey = (scope: Scope) =>
  createMiddleware<AppEnv>(async (c, next) => {
    await authorize(c, scope, async () => undefined);
    await next();
  });
