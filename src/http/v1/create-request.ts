import type { RequestRow } from '../../db/requests/requests';
import type { MakeIdempotencyRecord } from '../../domain/idempotency-record';
import { CreateRequest, createRequest } from '../../domain/requests/create-request';
import { startRequests } from '../../domain/requests/start-requests';
import { jsonRequestBody, jsonResponse, problem } from '../openapi/declarations';
import { newApi, operation } from '../openapi/operation';
import { withIdempotency } from '../request/with-idempotency';
import { presentRequest, RequestResource } from '../resources/request';

const route = operation({
  method: 'post',
  path: '/v1/createRequest',
  scope: 'requests:write',
  creates: true,
  summary: 'Start a flow for a customer',
  request: { body: jsonRequestBody(CreateRequest) },
  responses: {
    201: jsonResponse('The new request', RequestResource),
    404: problem('The account has no such store'),
  },
});

export const createRequestApi = newApi().openapi(route, async (c) => {
  const deps = c.get('deps');
  const { accountId, timeZone } = c.get('caller').account;
  const body = await withIdempotency(
    c,
    accountId,
    (makeRecord: MakeIdempotencyRecord<RequestRow>) =>
      createRequest(deps, c.get('caller'), c.req.valid('json'), makeRecord),
    (request) => presentRequest(request, timeZone),
  );
  // Also for a repeated call: the first one may have failed before it started the run.
  c.executionCtx.waitUntil(startRequests(deps, [{ accountId, requestId: body.request_id }]));
  return c.json(body, 201);
});
