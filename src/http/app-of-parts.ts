import type { Hono } from 'hono';
import { AppError } from '../shared/errors/app-error';
import { describeError } from '../shared/errors/describe-error';
import { lazy } from '../shared/lazy/lazy';
import { newBaseApp } from './base-app';
import type { AppEnv } from './request/app-env';

/** The apps that load at their first call, by the first segments of their paths, such as `v1/flows`. */
export type Parts = Record<string, () => Promise<Hono<AppEnv>>>;

/** The longest path of a part has so many segments. */
const MAX_SEGMENTS = 3;

/** Creates an app that answers every call with unavailable, because its part has not loaded. */
function unavailableApp(cause: unknown): Hono<AppEnv> {
  const app = newBaseApp();
  app.all('*', (c) => {
    console.error(
      JSON.stringify({ event: 'part_not_loaded', trace_id: c.get('traceId'), error: describeError(cause) }),
    );
    throw new AppError('unavailable', undefined, { retryAfterMs: 1_000 });
  });
  return app;
}

/**
 * Returns the fetch handler of an app and its parts. `core` answers what belongs to no part. A part that does not load answers
 * unavailable, and the next call tries to load it again.
 */
export function appOfParts(core: Hono<AppEnv>, parts: Parts) {
  const loaders = new Map(Object.entries(parts).map(([path, load]) => [path, lazy(load)]));
  async function appFor(request: Request): Promise<Hono<AppEnv>> {
    const segments = core
      .getPath(request)
      .split('/')
      .slice(1, 1 + MAX_SEGMENTS);
    for (let count = segments.length; count > 0; count -= 1) {
      const load = loaders.get(segments.slice(0, count).join('/'));
      if (load) return load().catch(unavailableApp);
    }
    return core;
  }
  return async (request: Request, env: Env, ctx: ExecutionContext): Promise<Response> =>
    (await appFor(request)).fetch(request, env, ctx);
}
