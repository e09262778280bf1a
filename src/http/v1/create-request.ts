import { CreateRequest, createRequest } from '../../domain/requests/create-request';
import { startRequests } from '../../domain/requests/start-requests';
import { answers, jsonOf, newApi, operation } from '../operation';
import { presentRequest, RequestResource } from '../resources/request';

const route = operation({
  method: 'post',
  path: '/v1/createRequest',
  scope: 'requests:write',
  summary: 'Start a flow for a customer',
  request: { body: jsonOf(CreateRequest) },
  responses: { 201: answers('The request as it was accepted', RequestResource) },
});

export const createRequestApi = newApi().openapi(route, async (c) => {
  const deps = c.get('deps');
  const { account } = c.get('caller');
  const request = await createRequest(deps, c.get('caller'), c.req.valid('json'));
  c.executionCtx.waitUntil(startRequests(deps, [request]));
  return c.json(presentRequest(request, account.timeZone), 201);
});
