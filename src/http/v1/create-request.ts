import type { RequestRow } from '../../db/requests';
import type { MakeIdempotencyRecord } from '../../domain/idempotency';
import { CreateRequest, createRequest } from '../../domain/requests/create-request';
import { startRequests } from '../../domain/requests/start-requests';
import { jsonRequestBody, jsonResponse, newApi, operation, problem } from '../operation';
import { presentRequest, RequestResource } from '../resources/request';
import { withIdempotency } from '../with-idempotency';

const route = operation({
  method: 'post',
  path: '/v1/createRequest',
  scope: 'requests:write',
  creates: true,
  summary: 'Start a flow for a customer',
  request: { body: jsonRequestBody(CreateRequest) },
  responses: {
    201: jsonResponse('The request as it was accepted', RequestResource),
    404: problem('The account has no such store'),
  },
});

export const createRequestApi = newApi().openapi(route, async (c) => {
  const deps = c.get('deps');
  const { accountId, timeZone } = c.get('caller').account;
  const body = await withIdempotency(
    c,
    accountId,
    (claim: MakeIdempotencyRecord<RequestRow>) => createRequest(deps, c.get('caller'), c.req.valid('json'), claim),
    (request) => presentRequest(request, timeZone),
  );
  // Also for an answer given again: the first call may have died before it started the run.
  c.executionCtx.waitUntil(startRequests(deps, [{ accountId, requestId: body.request_id }]));
  return c.json(body, 201);
});
