import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { describeError } from '../shared/describe-error';
import { Failure } from '../shared/failure';
import { accountsApi } from './admin/accounts';
import type { AppEnv } from './env';
import { accountApi } from './manage/account';
import { channelsApi } from './manage/channels';
import { eventsApi } from './manage/events';
import { flowVersionsApi } from './manage/flow-versions';
import { flowsApi } from './manage/flows';
import { keysApi } from './manage/keys';
import { messagesApi } from './manage/messages';
import { ordersApi } from './manage/orders';
import { pushesApi } from './manage/pushes';
import { requestsApi } from './manage/requests';
import { storesApi } from './manage/stores';
import { usersApi } from './manage/users';
import { methodsOf } from './methods';
import { dependencies } from './middleware/dependencies';
import { guardAnswer } from './middleware/guard-answer';
import { logCall } from './middleware/log-call';
import { openToBrowsers } from './middleware/open-to-browsers';
import { trace } from './middleware/trace';
import { openApiDocument, registerSecurity } from './openapi';
import { newApi } from './operation';
import { docs } from './pages/docs';
import { healthz } from './pages/healthz';
import { mediaPage } from './pages/media';
import { failurePage } from './pages/profile/layout/failure-page';
import { detectLanguage, rememberLanguage } from './pages/profile/layout/language';
import { securePages } from './pages/profile/layout/secure-pages';
import { profileApp } from './pages/profile/profile-app';
import { problemResponse } from './problem';
import { createOrderApi } from './v1/create-order';
import { createRequestApi } from './v1/create-request';
import { getChargesByUserKeyApi } from './v1/get-charges-by-user-key';
import { getFlowByUserKeyApi } from './v1/get-flow-by-user-key';
import { getRequestApi } from './v1/get-request';
import { getRequestsApi } from './v1/get-requests';
import { facebookWebhook } from './webhooks/facebook';
import { shopifyWebhook } from './webhooks/shopify';

/** What people look at, whose refusals are pages as well. */
const isPage = (c: Context<AppEnv>): boolean => c.req.path.startsWith('/account/');

const app = newApi();
registerSecurity(app);

app.use(trace);
app.use(logCall);
app.use(guardAnswer);
app.use('/v1/*', openToBrowsers);
app.use('/account/*', securePages, detectLanguage, rememberLanguage);
app.route('/', healthz);
app.use(dependencies);

/** Every documented route, the six operations first: the type of the client comes from here. */
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
app.route('/', docs);
app.route('/', mediaPage);
app.route('/', profileApp);
app.route('/', facebookWebhook);
app.route('/', shopifyWebhook);

app.notFound((c) => {
  const allowed = methodsOf(app.routes, c.req.path);
  if (c.req.method === 'OPTIONS' && allowed.length > 0) return c.body(null, 204, { allow: allowed.join(', ') });
  const failure = new Failure(allowed.length === 0 ? 'not_found' : 'method_not_allowed');
  if (isPage(c)) {
    if (allowed.length > 0) c.header('allow', allowed.join(', '));
    return failurePage(c, failure);
  }
  return problemResponse(failure, c.get('traceId'), allowed.length === 0 ? {} : { allow: allowed.join(', ') });
});

app.onError((error, c) => {
  const traceId = c.get('traceId');
  // The headers that middleware has set so far (rate limit, CORS, bookmark) belong to a refusal as well.
  const headers = Object.fromEntries(c.res.headers);
  if (error instanceof Failure) return isPage(c) ? failurePage(c, error) : problemResponse(error, traceId, headers);
  if (error instanceof HTTPException && error.status < 500)
    return problemResponse(new Failure('invalid_json'), traceId);
  console.error(JSON.stringify({ event: 'request_failed', trace_id: traceId, error: describeError(error) }));
  return isPage(c) ? failurePage(c, new Failure('internal')) : problemResponse(new Failure('internal'), traceId);
});

export { app };
