import { createMiddleware } from 'hono/factory';
import type { AppEnv } from '../env';

/** Gives each call an id, which is in its answer and in each of its log lines. */
export const trace = createMiddleware<AppEnv>(async (c, next) => {
  c.set('traceId', crypto.randomUUID());
  await next();
  c.res.headers.set('x-trace-id', c.get('traceId'));
});
