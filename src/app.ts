import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { accountsApi } from './http/admin/accounts';
import { allowedMethods } from './http/allowed-methods';
import type { AppEnv } from './http/app-env';
import { problemResponse } from './http/errors/problem';
import { accountApi } from './http/manage/account';
import { channelsApi } from './http/manage/channels';
import { eventsApi } from './http/manage/events';
import { flowVersionsApi } from './http/manage/flow-versions';
import { flowsApi } from './http/manage/flows';
import { keysApi } from './http/manage/keys';
import { messagesApi } from './http/manage/messages';
import { ordersApi } from './http/manage/orders';
import { pushesApi } from './http/manage/pushes';
import { requestsApi } from './http/manage/requests';
import { storesApi } from './http/manage/stores';
import { usersApi } from './http/manage/users';
import { apiCors } from './http/middleware/api-cors';
import { dependencies } from './http/middleware/dependencies';
import { logCall } from './http/middleware/log-call';
import { safeResponseHeaders } from './http/middleware/safe-response-headers';
import { trace } from './http/middleware/trace';
import { openApiDocument, registerSecurity } from './http/openapi/document';
import { newApi } from './http/openapi/operation';
import { docsPage } from './http/public/docs';
import { healthz } from './http/public/healthz';
import { mediaDownload } from './http/public/media';
import { createOrderApi } from './http/v1/create-order';
import { createRequestApi } from './http/v1/create-request';
import { getChargesByUserKeyApi } from './http/v1/get-charges-by-user-key';
import { getFlowByUserKeyApi } from './http/v1/get-flow-by-user-key';
import { getRequestApi } from './http/v1/get-request';
import { getRequestsApi } from './http/v1/get-requests';
import { facebookWebhook } from './http/webhooks/facebook';
import { shopifyWebhook } from './http/webhooks/shopify';
import { errorPage } from './pages/errors/error-page';
import { detectLanguage, rememberLanguage } from './pages/language/detect-language';
import { pageSecurityHeaders } from './pages/layout/page-security-headers';
import { profileRoutes } from './pages/routes/profile-routes';
import { AppError } from './shared/app-error';
import { describeError } from './shared/describe-error';

/** Paths of the profile pages, whose errors are HTML pages. */
const isPage = (c: Context<AppEnv>): boolean => c.req.path.startsWith('/account/');

const app = newApi();
registerSecurity(app);

app.use(trace);
app.use(logCall);
app.use(safeResponseHeaders);
app.use('/v1/*', apiCors);
app.use('/account/*', pageSecurityHeaders, detectLanguage, rememberLanguage);
app.route('/', healthz);
app.use(dependencies);

/** Every documented route, the six main operations first. The type of the client is derived from it. */
const routes = app
  .route('/', createRequestApi)
  .route('/', getRequestApi)
  .route('/', getRequestsApi)
  .route('/', getFlowByUserKeyApi)
  .route('/', getChargesByUserKeyApi)
  .route('/', createOrderApi)
  .route('/', requestsApi)
  .route('/', ordersApi)
  .route('/', pushesApi)
  .route('/', messagesApi)
  .route('/', eventsApi)
  .route('/', usersApi)
  .route('/', flowsApi)
  .route('/', flowVersionsApi)
  .route('/', storesApi)
  .route('/', channelsApi)
  .route('/', keysApi)
  .route('/', accountApi)
  .route('/', accountsApi);
export type App = typeof routes;

app.get('/openapi.json', (c) => c.json(openApiDocument(app)));
app.route('/', docsPage);
app.route('/', mediaDownload);
app.route('/', profileRoutes);
app.route('/', facebookWebhook);
app.route('/', shopifyWebhook);

app.notFound((c) => {
  const allowed = allowedMethods(app.routes, c.req.path);
  if (c.req.method === 'OPTIONS' && allowed.length > 0) return c.body(null, 204, { allow: allowed.join(', ') });
  const error = new AppError(allowed.length === 0 ? 'not_found' : 'method_not_allowed');
  if (isPage(c)) {
    if (allowed.length > 0) c.header('allow', allowed.join(', '));
    return errorPage(c, error);
  }
  return problemResponse(error, c.get('traceId'), allowed.length === 0 ? {} : { allow: allowed.join(', ') });
});

app.onError((error, c) => {
  const traceId = c.get('traceId');
  // An error response keeps the headers that middleware has set: rate limit, CORS, bookmark.
  const headers = Object.fromEntries(c.res.headers);
  if (error instanceof AppError) return isPage(c) ? errorPage(c, error) : problemResponse(error, traceId, headers);
  if (error instanceof HTTPException && error.status < 500)
    return problemResponse(new AppError('invalid_json'), traceId);
  console.error(JSON.stringify({ event: 'request_failed', trace_id: traceId, error: describeError(error) }));
  return isPage(c) ? errorPage(c, new AppError('internal')) : problemResponse(new AppError('internal'), traceId);
});

export { app };
