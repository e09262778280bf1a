import { cors } from 'hono/cors';
import { createMiddleware } from 'hono/factory';
import type { AppEnv } from '../env';

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
  // Not cookies, and no key in the query needs leave: keys come in headers.
  allowHeaders: ['authorization', 'x-api-key', 'content-type', 'idempotency-key', 'x-d1-bookmark'],
  maxAge: 86_400,
});

/**
 * CORS of the API (contract.md, section 1). hono's own middleware answers the preflight; for any other call it would make
 * an answer before there is one, and every header be copied to the real one.
 */
export const apiCors = createMiddleware<AppEnv>(async (c, next) => {
  if (c.req.method === 'OPTIONS') return preflight(c, next);
  await next();
  c.res.headers.set('access-control-allow-origin', '*');
  c.res.headers.set('access-control-expose-headers', EXPOSED_HEADERS);
});
