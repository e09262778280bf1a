import { UserKey } from '../../domain/requests/create-request';
import { REQUEST_STATUSES } from '../../shared/statuses';
import { formatInstant } from '../../shared/time-zone';
import { jsonResponse, newApi, operation, z } from '../operation';
import { cursorAfter, nextCursor, pageQuery } from '../pagination';
import { Instant } from '../resources/common';
import { linksByRequest, presentSteps, StepResource } from '../resources/steps';

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
  summary: 'All flow runs of a customer',
  request: { query: z.object({ user_key: UserKey, ...pageQuery('req') }) },
  responses: { 200: jsonResponse('The runs, newest first; none for a customer who is not known', FlowRuns) },
});

export const getFlowByUserKeyApi = newApi().openapi(route, async (c) => {
  const { account } = c.get('caller');
  const { user_key, limit, cursor } = c.req.valid('query');
  const zone = account.timeZone;
  const page = { limit, after: cursor ?? null };
  const found = await c.get('deps').requestLinks.listByUserWithLinks(account.accountId, user_key, page);
  const instant = (ms: number | null) => (ms === null ? null : formatInstant(ms, zone));
  const linksOf = linksByRequest(found.links);
  const data = found.rows.map((request) => ({
    request_id: request.requestId,
    flow: request.flow,
    flow_version: request.flowVersion,
    flow_name: request.flowName,
    status: request.status,
    outcome: request.outcome,
    started_at: instant(request.startedAt),
    ended_at: instant(request.completedAt),
    steps: presentSteps(linksOf(request.requestId), zone),
  }));
  const last = data.at(-1);
  return c.json({ user_key, data, next_cursor: found.more && last ? cursorAfter(last.request_id) : null }, 200);
});
