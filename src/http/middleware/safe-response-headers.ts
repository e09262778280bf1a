import { createMiddleware } from 'hono/factory';
import type { AppEnv } from '../request/app-env';

/**
 * Forbids caching and content sniffing of every response. Caching is forbidden because a URL may contain the API key: the
 * documented way to send it is `?api_key=`.
 */
export const safeResponseHeaders = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  c.res.headers.set('cache-control', 'private, no-store');
  c.res.headers.set('x-content-type-options', 'nosniff');
});
