import { replayRequest } from '../../domain/flows/replay/replay-request';
import { cancelRequest } from '../../domain/requests/cancel-request';
import { PatchRequest, patchRequest } from '../../domain/requests/patch-request';
import { jsonRequestBody, jsonResponse, optionalJsonRequestBody, problem } from '../openapi/declarations';
import { newApi, operation, z } from '../openapi/operation';
import { JsonRecord } from '../resources/common';
import { presentReplay, ReplayResource } from '../resources/replay';
import { presentRequest, RequestResource } from '../resources/request';
import { getRequest, RequestWithSteps } from '../v1/get-request';
import { getRequestList, RequestList, RequestQuery } from '../v1/get-requests';

const params = z.object({ id: z.string().max(100) });
const missing = problem('The account has no such request');

const list = operation({
  method: 'get',
  path: '/v1/requests',
  scope: 'requests:read',
  summary: 'List requests',
  request: { query: RequestQuery },
  responses: { 200: jsonResponse('A page of requests without their steps', RequestList) },
});
const show = operation({
  method: 'get',
  path: '/v1/requests/{id}',
  scope: 'requests:read',
  summary: 'Get a request with its steps',
  request: { params },
  responses: { 200: jsonResponse('The request and its steps in order', RequestWithSteps), 404: missing },
});
const patch = operation({
  method: 'patch',
  path: '/v1/requests/{id}',
  scope: 'requests:write',
  summary: 'Merge variables into a request, resume one that waits for a person, or restart one that failed',
  request: { params, body: jsonRequestBody(PatchRequest) },
  responses: {
    200: jsonResponse('The request', RequestResource),
    404: missing,
    409: problem('The request does not wait for a person, or cannot be restarted'),
  },
});
const cancel = operation({
  method: 'delete',
  path: '/v1/requests/{id}',
  scope: 'requests:write',
  summary: 'Cancel a request and its pending pushes',
  request: { params },
  responses: { 200: jsonResponse('The cancelled request', RequestResource), 404: missing },
});

const replay = operation({
  method: 'post',
  path: '/v1/requests/{id}/replay',
  scope: 'requests:read',
  summary: 'Replay an ended request with its recorded data; nothing is sent, pushed or charged',
  request: {
    params,
    body: optionalJsonRequestBody(
      z.strictObject({
        definition: JsonRecord.optional().meta({
          description: 'The definition to use instead of the recorded version',
        }),
      }),
    ),
  },
  responses: {
    200: jsonResponse('The recorded and the replayed path', ReplayResource),
    404: missing,
    409: problem('The request has not ended yet'),
  },
});

export const requestsApi = newApi()
  .openapi(list, async (c) => c.json(await getRequestList(c, c.req.valid('query'), (name) => `?${name}`), 200))
  .openapi(show, async (c) => c.json(await getRequest(c, c.req.valid('param').id), 200))
  .openapi(patch, async (c) => {
    const input = { requestId: c.req.valid('param').id, patch: c.req.valid('json') };
    const request = await patchRequest(c.get('deps'), c.get('caller'), input);
    return c.json(presentRequest(request, c.get('caller').account.timeZone), 200);
  })
  .openapi(cancel, async (c) => {
    const request = await cancelRequest(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.json(presentRequest(request, c.get('caller').account.timeZone), 200);
  })
  .openapi(replay, async (c) => {
    const input = { requestId: c.req.valid('param').id, definition: c.req.valid('json').definition };
    return c.json(presentReplay(await replayRequest(c.get('deps'), c.get('caller'), input)), 200);
  });
