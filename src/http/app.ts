import { cors } from 'hono/cors';
import { describeError } from '../shared/describe-error';
import { Failure } from '../shared/failure';
import { accountsApi } from './admin/accounts';
import { channelsApi } from './manage/channels';
import { flowsApi } from './manage/flows';
import { storesApi } from './manage/stores';
import { methodsOf } from './methods';
import { dependencies } from './middleware/dependencies';
import { trace } from './middleware/trace';
import { newApi } from './operation';
import { healthz } from './pages/healthz';
import { problemResponse } from './problem';
import { createOrderApi } from './v1/create-order';
import { createRequestApi } from './v1/create-request';
import { getChargesByUserKeyApi } from './v1/get-charges-by-user-key';
import { getFlowByUserKeyApi } from './v1/get-flow-by-user-key';
import { getRequestApi } from './v1/get-request';
import { getRequestsApi } from './v1/get-requests';
import { facebookWebhook } from './webhooks/facebook';

const app = newApi();

app.use(trace);
app.use('/v1/*', cors({ origin: '*', exposeHeaders: ['x-trace-id', 'x-d1-bookmark'] }));
app.route('/', healthz);
app.use(dependencies);
for (const api of [
  createRequestApi,
  getRequestApi,
  getRequestsApi,
  getFlowByUserKeyApi,
  getChargesByUserKeyApi,
  createOrderApi,
  flowsApi,
  storesApi,
  channelsApi,
  accountsApi,
]) {
  app.route('/', api);
}
app.route('/', facebookWebhook);

app.notFound((c) => {
  const allowed = methodsOf(app.routes, c.req.path);
  const failure = new Failure(allowed.length === 0 ? 'not_found' : 'method_not_allowed');
  return problemResponse(failure, c.get('traceId'), allowed.length === 0 ? {} : { allow: allowed.join(', ') });
});

app.onError((error, c) => {
  const traceId = c.get('traceId');
  if (error instanceof Failure) return problemResponse(error, traceId);
  console.error(JSON.stringify({ event: 'request_failed', trace_id: traceId, error: describeError(error) }));
  return problemResponse(new Failure('internal'), traceId);
});

export { app };
