import type { Context } from 'hono';
import { UserKey } from '../../domain/requests/create-request';
import { listRequests } from '../../domain/requests/read-requests';
import { REQUEST_STATUSES, WAITING_FOR } from '../../shared/flows/statuses';
import { jsonRequestBody, jsonResponse } from '../openapi/declarations';
import { newApi, operation, z } from '../openapi/operation';
import type { AppEnv } from '../request/app-env';
import { oneOrMany } from '../request/one-or-many';
import { listOf, pageBody, pageQuery, presentPage, toPageParams } from '../request/pagination';
import { parseInstants } from '../request/parse-instants';
import { presentRequest, RequestResource } from '../resources/request';

const name = z.string().min(1).max(255);
const instant = z.string().max(64);

const filter = {
  user_key: UserKey.optional(),
  flow: name.optional(),
  status: oneOrMany(REQUEST_STATUSES).optional(),
  /** `person`: requests that were handed over and wait for a person to resume them. */
  waiting_for: z.enum(WAITING_FOR).optional(),
  outcome: name.optional(),
  id_store: name.optional(),
  object_type: name.optional(),
  object_id: name.optional(),
  created_from: instant.optional(),
  created_to: instant.optional(),
  order: z.enum(['desc', 'asc']).default('desc'),
};
export const RequestQuery = z.object({ ...filter, ...pageQuery('req') });
const RequestQueryBody = z.strictObject({ ...filter, ...pageBody('req') });

export const RequestList = listOf(RequestResource, 'RequestList');

/** Builds the response of all operations that list requests. `pathOf` returns the path of a member for an issue. */
export async function getRequestList(
  c: Context<AppEnv>,
  input: z.infer<typeof RequestQuery>,
  pathOf: (member: string) => string,
) {
  const { timeZone } = c.get('caller').account;
  const { created_from, created_to, order } = input;
  const period = parseInstants({ created_from, created_to }, timeZone, pathOf);
  const page = await listRequests(c.get('deps'), c.get('caller'), {
    filter: {
      userKey: input.user_key,
      flow: input.flow,
      status: input.status,
      waitingFor: input.waiting_for,
      outcome: input.outcome,
      storeId: input.id_store,
      objectType: input.object_type,
      objectId: input.object_id,
      createdFrom: period.created_from,
      createdTo: period.created_to,
    },
    page: { ...toPageParams(input), order },
  });
  return presentPage(page, (row) => presentRequest(row, timeZone), 'requestId');
}

const shared = {
  path: '/v1/getRequests' as const,
  scope: 'requests:read' as const,
  responses: { 200: jsonResponse('A page of requests without their steps', RequestList) },
};
const getRoute = operation({ ...shared, method: 'get', summary: 'List requests', request: { query: RequestQuery } });
const postRoute = operation({
  ...shared,
  method: 'post',
  summary: 'List requests, with the filter in the body',
  request: { body: jsonRequestBody(RequestQueryBody) },
});

export const getRequestsApi = newApi()
  .openapi(getRoute, async (c) => c.json(await getRequestList(c, c.req.valid('query'), (name) => `?${name}`), 200))
  .openapi(postRoute, async (c) => c.json(await getRequestList(c, c.req.valid('json'), (name) => `/${name}`), 200));
