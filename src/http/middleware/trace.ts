import { createMiddleware } from 'hono/factory';
import type { AppEnv } from '../request/app-env';

/** Gives each call a trace id, which its response and all its log lines contain. */
export const trace = createMiddleware<AppEnv>(async (c, next) => {
  c.set('traceId', crypto.randomUUID());
  await next();
  c.res.headers.set('x-trace-id', c.get('traceId'));
});
