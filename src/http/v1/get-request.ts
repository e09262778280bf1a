import type { Context } from 'hono';
import { findRequestWithLinks } from '../../domain/requests/read-requests';
import { jsonResponse, problem } from '../openapi/declarations';
import { newApi, operation, z } from '../openapi/operation';
import type { AppEnv } from '../request/app-env';
import { presentRequest, RequestResource } from '../resources/request';
import { presentSteps, StepResource } from '../resources/steps';

export const RequestWithSteps = RequestResource.extend({ steps: z.array(StepResource) }).meta({
  id: 'RequestWithSteps',
});

const route = operation({
  method: 'get',
  path: '/v1/getRequest',
  scope: 'requests:read',
  summary: 'Get a request with its steps, messages, pushes and charges',
  request: { query: z.object({ request_id: z.string().min(1).max(100) }) },
  responses: {
    200: jsonResponse('The request and its steps in order', RequestWithSteps),
    404: problem('The account has no such request'),
  },
});

/** Builds the response of both operations that return one request. */
export async function getRequest(c: Context<AppEnv>, requestId: string): Promise<z.infer<typeof RequestWithSteps>> {
  const { request, links } = await findRequestWithLinks(c.get('deps'), c.get('caller'), requestId);
  const { timeZone } = c.get('caller').account;
  return { ...presentRequest(request, timeZone), steps: presentSteps(links, timeZone) };
}

export const getRequestApi = newApi().openapi(route, async (c) =>
  c.json(await getRequest(c, c.req.valid('query').request_id), 200),
);
