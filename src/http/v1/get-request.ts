import type { Context } from 'hono';
import { AppError } from '../../shared/app-error';
import { isId } from '../../shared/ids';
import type { AppEnv } from '../env';
import { jsonResponse, newApi, operation, problem, z } from '../operation';
import { presentRequest, RequestResource } from '../resources/request';
import { presentSteps, StepResource } from '../resources/steps';

export const RequestWithSteps = RequestResource.extend({ steps: z.array(StepResource) }).meta({
  id: 'RequestWithSteps',
});

const route = operation({
  method: 'get',
  path: '/v1/getRequest',
  scope: 'requests:read',
  summary: 'One request with everything that was linked to it',
  request: { query: z.object({ request_id: z.string().min(1).max(100) }) },
  responses: {
    200: jsonResponse('The request and its steps in order', RequestWithSteps),
    404: problem('This account has no such request'),
  },
});

/** One of the caller's requests with its steps; fails with not_found, whatever the id looks like. */
export async function getRequest(c: Context<AppEnv>, requestId: string): Promise<z.infer<typeof RequestWithSteps>> {
  const { accountId, timeZone } = c.get('caller').account;
  const found = isId('req', requestId)
    ? await c.get('deps').requestLinks.findWithLinks(accountId, requestId)
    : undefined;
  if (!found) throw new AppError('not_found', 'There is no such request');
  const { request, links } = found;
  return { ...presentRequest(request, timeZone), steps: presentSteps(links, timeZone) };
}

export const getRequestApi = newApi().openapi(route, async (c) =>
  c.json(await getRequest(c, c.req.valid('query').request_id), 200),
);
