import { cors } from 'hono/cors';
import { createMiddleware } from 'hono/factory';
import type { AppEnv } from '../request/app-env';

const EXPOSED_HEADERS = [
  'x-trace-id',
  'x-d1-bookmark',
  'ratelimit',
  'ratelimit-policy',
  'retry-after',
  'idempotency-replayed',
].join(',');

const preflight = cors({
  origin: '*',
  allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  // Browsers send API keys in headers; cookies are not allowed.
  allowHeaders: ['authorization', 'x-api-key', 'content-type', 'idempotency-key', 'x-d1-bookmark'],
  maxAge: 86_400,
});

/**
 * Allows browsers of any origin to call the API. hono's own middleware handles the preflight only: for other calls it would
 * create a response early and copy all headers to the real one.
 */
export const apiCors = createMiddleware<AppEnv>(async (c, next) => {
  if (c.req.method === 'OPTIONS') return preflight(c, next);
  await next();
  c.res.headers.set('access-control-allow-origin', '*');
  c.res.headers.set('access-control-expose-headers', EXPOSED_HEADERS);
});
