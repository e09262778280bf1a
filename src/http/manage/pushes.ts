import { findPush, listPushes } from '../../domain/pushes/read-pushes';
import { recoverPushes, retryPush } from '../../domain/pushes/retry-pushes';
import { PUSH_STATES } from '../../shared/flows/statuses';
import { emptyRequestBody, idParams, jsonRequestBody, jsonResponse, problem } from '../openapi/declarations';
import { newApi, operation, z } from '../openapi/operation';
import { oneOrMany } from '../request/one-or-many';
import { listOf, pageQuery, presentPage, toPageParams } from '../request/pagination';
import { parseInstants } from '../request/parse-instants';
import { PushResource, PushWithAttempts, presentAttempt, presentPush } from '../resources/push';

const Recovery = z.object({ recovered: z.number().int(), remaining: z.number().int() }).meta({ id: 'Recovery' });

const name = z.string().min(1).max(255).optional();
const instant = z.string().max(64);
const missing = problem('The account has no such push');

const list = operation({
  method: 'get',
  path: '/v1/pushes',
  scope: 'requests:read',
  summary: 'List pushes',
  request: {
    query: z.object({
      id_store: name,
      state: oneOrMany(PUSH_STATES).optional(),
      object_type: name,
      object_id: name,
      request_id: name,
      created_from: instant.optional(),
      created_to: instant.optional(),
      ...pageQuery('psh'),
    }),
  },
  responses: { 200: jsonResponse('A page of pushes', listOf(PushResource, 'PushList')) },
});
const show = operation({
  method: 'get',
  path: '/v1/pushes/{id}',
  scope: 'requests:read',
  summary: 'Get a push with its attempts',
  request: { params: idParams },
  responses: { 200: jsonResponse('The push', PushWithAttempts), 404: missing },
});
const retry = operation({
  method: 'post',
  path: '/v1/pushes/{id}/retry',
  scope: 'requests:write',
  summary: 'Retry a dead or unverified push under the same id',
  request: { params: idParams, body: emptyRequestBody },
  responses: {
    200: jsonResponse('The push', PushResource),
    404: missing,
    409: problem('The push is neither dead nor unverified'),
  },
});
const recover = operation({
  method: 'post',
  path: '/v1/pushes/recover',
  scope: 'requests:write',
  summary: 'Retry the dead pushes of a store and period, at most 1,000 per call',
  request: {
    body: jsonRequestBody(
      z
        .strictObject({
          id_store: z.string().min(1).max(64),
          from: instant,
          to: instant,
          dry_run: z.boolean().default(false),
        })
        .meta({ example: { id_store: 'str_…', from: '2026-11-01', to: '2026-11-24T12:00:00', dry_run: true } }),
    ),
  },
  responses: {
    200: jsonResponse('The number of pushes that are retried, and of dead pushes that remain', Recovery),
    404: problem('The account has no such store'),
  },
});

export const pushesApi = newApi()
  .openapi(recover, async (c) => {
    const { id_store, dry_run, ...period } = c.req.valid('json');
    const times = parseInstants(period, c.get('caller').account.timeZone, (member) => `/${member}`);
    const input = { storeId: id_store, from: times.from ?? 0, to: times.to ?? 0, dryRun: dry_run };
    return c.json(await recoverPushes(c.get('deps'), c.get('caller'), input), 200);
  })
  .openapi(list, async (c) => {
    const { timeZone } = c.get('caller').account;
    const query = c.req.valid('query');
    const { created_from, created_to } = query;
    const period = parseInstants({ created_from, created_to }, timeZone, (member) => `?${member}`);
    const filter = {
      storeId: query.id_store,
      state: query.state,
      objectType: query.object_type,
      objectId: query.object_id,
      requestId: query.request_id,
      createdFrom: period.created_from,
      createdTo: period.created_to,
    };
    const page = await listPushes(c.get('deps'), c.get('caller'), { filter, page: toPageParams(query) });
    const body = presentPage(page, (row) => presentPush(row, timeZone), 'pushId');
    return c.json(body, 200);
  })
  .openapi(show, async (c) => {
    const { timeZone } = c.get('caller').account;
    const { push, attempts } = await findPush(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    const presented = attempts.map((attempt) => presentAttempt(attempt, timeZone));
    return c.json({ ...presentPush(push, timeZone), attempts: presented }, 200);
  })
  .openapi(retry, async (c) => {
    const push = await retryPush(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.json(presentPush(push, c.get('caller').account.timeZone), 200);
  });
