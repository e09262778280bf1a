import type { Context } from 'hono';
import { UserKey } from '../../domain/requests/create-request';
import { AppError, type Issue } from '../../shared/app-error';
import { REQUEST_STATUSES, WAITING_FOR } from '../../shared/statuses';
import { parseInstant } from '../../shared/time-zone';
import type { AppEnv } from '../env';
import { oneOrMany } from '../one-or-many';
import { jsonRequestBody, jsonResponse, newApi, operation, z } from '../operation';
import { cursorAfter, nextCursor, pageBody, pageQuery } from '../pagination';
import { presentRequest, RequestResource } from '../resources/request';

const statuses = oneOrMany(REQUEST_STATUSES);
const name = z.string().min(1).max(255);
const instant = z.string().max(64);

const filter = {
  user_key: UserKey.optional(),
  flow: name.optional(),
  status: statuses.optional(),
  /** `person`: those that were handed over and wait for somebody to resume them. */
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

export const RequestList = z
  .object({ data: z.array(RequestResource), next_cursor: nextCursor })
  .meta({ id: 'RequestList' });

/** Reads the instants of a filter in the account's zone; fails with all that can't be read. */
export function parseInstants(
  texts: Record<string, string | undefined>,
  zone: string,
  pathOf: (member: string) => string,
): Record<string, number | undefined> {
  const issues: Issue[] = [];
  const instants: Record<string, number | undefined> = {};
  for (const [member, text] of Object.entries(texts)) {
    if (text === undefined) continue;
    const parsed = parseInstant(text, zone);
    if (parsed.ok) instants[member] = parsed.ms;
    else issues.push({ path: pathOf(member), code: parsed.code, message: 'This is not an instant there is' });
  }
  if (issues.length > 0) throw new AppError('validation_failed', 'An instant cannot be read', { issues });
  return instants;
}

/** A page of the caller's requests; `pathOf` says where in the input a member stands, for what can't be read. */
export async function listRequests(
  c: Context<AppEnv>,
  input: z.infer<typeof RequestQuery>,
  pathOf: (member: string) => string,
) {
  const { account } = c.get('caller');
  const { created_from, created_to, limit, cursor, order } = input;
  const times = parseInstants({ created_from, created_to }, account.timeZone, pathOf);
  const { rows, more } = await c.get('deps').requests.list(
    account.accountId,
    {
      userKey: input.user_key,
      flow: input.flow,
      status: input.status,
      waitingFor: input.waiting_for,
      outcome: input.outcome,
      storeId: input.id_store,
      objectType: input.object_type,
      objectId: input.object_id,
      createdFrom: times.created_from,
      createdTo: times.created_to,
    },
    { limit, after: cursor ?? null, order },
  );
  const last = rows.at(-1);
  return {
    data: rows.map((row) => presentRequest(row, account.timeZone)),
    next_cursor: more && last ? cursorAfter(last.requestId) : null,
  };
}

const shared = {
  path: '/v1/getRequests' as const,
  scope: 'requests:read' as const,
  responses: { 200: jsonResponse('A page of requests, without their steps', RequestList) },
};
const getRoute = operation({ ...shared, method: 'get', summary: 'List requests', request: { query: RequestQuery } });
const postRoute = operation({
  ...shared,
  method: 'post',
  summary: 'List requests, with the filter as a body',
  request: { body: jsonRequestBody(RequestQueryBody) },
});

export const getRequestsApi = newApi()
  .openapi(getRoute, async (c) => c.json(await listRequests(c, c.req.valid('query'), (member) => `?${member}`), 200))
  .openapi(postRoute, async (c) => c.json(await listRequests(c, c.req.valid('json'), (member) => `/${member}`), 200));
