import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { AppError } from '../shared/errors/app-error';
import { describeError } from '../shared/errors/describe-error';
import { problemResponse } from './errors/problem';
import { apiCors } from './middleware/api-cors';
import { logCall } from './middleware/log-call';
import { safeResponseHeaders } from './middleware/safe-response-headers';
import { trace } from './middleware/trace';
import { allowedMethods, isOtherMethod } from './request/allowed-methods';
import type { AppEnv } from './request/app-env';

/** Returns what was thrown as an error for the caller. Logs an error that is not the caller's. */
export function toAppError(error: unknown, traceId: string): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof HTTPException && error.status < 500) return new AppError('invalid_json');
  console.error(JSON.stringify({ event: 'request_failed', trace_id: traceId, error: describeError(error) }));
  return new AppError('internal');
}

/** Creates an app with the middleware of all calls. Errors, and calls that no route handles, get problem responses. */
export function newBaseApp(): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.use(trace);
  app.use(logCall);
  app.use(safeResponseHeaders);
  app.use('/v1/*', apiCors);
  app.use('/v1/*', async (c, next) => {
    // A pattern with a parameter would take the path for an id.
    if (isOtherMethod(app.routes, c.req)) return c.notFound();
    return next();
  });

  app.notFound((c) => {
    const allowed = allowedMethods(app.routes, c.req.path);
    if (c.req.method === 'OPTIONS' && allowed.length > 0) return c.body(null, 204, { allow: allowed.join(', ') });
    if (allowed.length === 0) return problemResponse(new AppError('not_found'), c.get('traceId'));
    return problemResponse(new AppError('method_not_allowed'), c.get('traceId'), { allow: allowed.join(', ') });
  });

  app.onError((error, c) => {
    // An error response keeps the headers that middleware has set: rate limit, CORS, bookmark.
    const headers = Object.fromEntries(c.res.headers);
    return problemResponse(toAppError(error, c.get('traceId')), c.get('traceId'), headers);
  });
  return app;
}
