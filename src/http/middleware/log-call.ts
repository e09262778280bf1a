import { createMiddleware } from 'hono/factory';
import { routePath } from 'hono/route';
import type { AppEnv } from '../request/app-env';
import { optionalVariable } from '../request/optional-variable';

/** Logs each call: the account, the route, the status and the cost. Never logs a body, a query string or a header. */
export const logCall = createMiddleware<AppEnv>(async (c, next) => {
  const started = Date.now();
  await next();
  const meter = optionalVariable(c, 'meter');
  console.log(
    JSON.stringify({
      event: 'call',
      trace_id: c.get('traceId'),
      account_id: optionalVariable(c, 'caller')?.account.accountId ?? null,
      method: c.req.method,
      route: routePath(c, -1),
      status: c.res.status,
      ms: Date.now() - started,
      d1_statements: meter?.statements ?? 0,
      d1_round_trips: meter?.roundTrips ?? 0,
      d1_rows_read: meter?.rowsRead ?? 0,
    }),
  );
});
