import { Failure } from '../../shared/failure';
import { isId } from '../../shared/ids';
import { answers, newApi, operation, problem, z } from '../operation';
import { presentRequest, RequestResource } from '../resources/request';
import { presentSteps, StepResource } from '../resources/steps';

const RequestWithSteps = RequestResource.extend({ steps: z.array(StepResource) }).meta({ id: 'RequestWithSteps' });

const route = operation({
  method: 'get',
  path: '/v1/getRequest',
  scope: 'requests:read',
  summary: 'One request with everything that was linked to it',
  request: { query: z.object({ request_id: z.string().min(1).max(100) }) },
  responses: {
    200: answers('The request and its steps in order', RequestWithSteps),
    404: problem('This account has no such request'),
  },
});

export const getRequestApi = newApi().openapi(route, async (c) => {
  const { account } = c.get('caller');
  const { request_id } = c.req.valid('query');
  const found = isId('req', request_id)
    ? await c.get('deps').requests.findWithLinks(account.accountId, request_id)
    : undefined;
  if (!found) throw new Failure('not_found', 'There is no such request');
  const { request, links } = found;
  const steps = presentSteps(request.requestId, links, account.timeZone);
  return c.json({ ...presentRequest(request, account.timeZone), steps }, 200);
});
