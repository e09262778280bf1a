import { createMiddleware } from 'hono/factory';
import type { AppEnv } from '../env';

/**
 * Says of every answer that no cache may keep it, since the documented way to give a key is in the address, and that it is
 * nothing but what its media type says.
 */
export const safeResponseHeaders = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  c.res.headers.set('cache-control', 'private, no-store');
  c.res.headers.set('x-content-type-options', 'nosniff');
});
