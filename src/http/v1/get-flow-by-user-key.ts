import { UserKey } from '../../domain/requests/create-request';
import { listRunsOfUser } from '../../domain/requests/read-requests';
import { REQUEST_STATUSES } from '../../shared/flows/statuses';
import { formatInstant } from '../../shared/time/time-zone';
import { jsonResponse } from '../openapi/declarations';
import { newApi, operation, z } from '../openapi/operation';
import { nextCursor, pageQuery, presentPage, toPageParams } from '../request/pagination';
import { Instant } from '../resources/common';
import { presentSteps, StepResource } from '../resources/steps';

const FlowRuns = z
  .object({
    user_key: z.string(),
    data: z.array(
      z.object({
        request_id: z.string(),
        flow: z.string(),
        flow_version: z.number().int(),
        flow_name: z.string(),
        status: z.enum(REQUEST_STATUSES),
        outcome: z.string().nullable(),
        started_at: Instant.nullable(),
        ended_at: Instant.nullable(),
        steps: z.array(StepResource),
      }),
    ),
    next_cursor: nextCursor,
  })
  .meta({ id: 'FlowRuns' });

const route = operation({
  method: 'get',
  path: '/v1/getFlowByUserKey',
  scope: 'requests:read',
  summary: "List a customer's flow runs",
  request: { query: z.object({ user_key: UserKey, ...pageQuery('req') }) },
  responses: { 200: jsonResponse('A page of runs, newest first; empty for an unknown customer', FlowRuns) },
});

export const getFlowByUserKeyApi = newApi().openapi(route, async (c) => {
  const { timeZone } = c.get('caller').account;
  const { user_key: userKey, ...page } = c.req.valid('query');
  const found = await listRunsOfUser(c.get('deps'), c.get('caller'), { userKey, page: toPageParams(page) });
  const instant = (ms: number | null) => (ms === null ? null : formatInstant(ms, timeZone));
  const body = presentPage(
    found,
    (run) => ({
      request_id: run.requestId,
      flow: run.flow,
      flow_version: run.flowVersion,
      flow_name: run.flowName,
      status: run.status,
      outcome: run.outcome,
      started_at: instant(run.startedAt),
      ended_at: instant(run.completedAt),
      steps: presentSteps(run.links, timeZone),
    }),
    'requestId',
  );
  return c.json({ user_key: userKey, ...body }, 200);
});
