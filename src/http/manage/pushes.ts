import { recoverPushes, retryPush } from '../../domain/pushes/retry-pushes';
import { AppError } from '../../shared/app-error';
import { PUSH_STATES } from '../../shared/statuses';
import { oneOrMany } from '../one-or-many';
import { jsonRequestBody, jsonResponse, newApi, operation, optionalJsonRequestBody, problem, z } from '../operation';
import { cursorAfter, nextCursor, pageQuery } from '../pagination';
import { PushResource, PushWithAttempts, presentAttempt, presentPush } from '../resources/push';
import { parseInstants } from '../v1/get-requests';

const PushList = z.object({ data: z.array(PushResource), next_cursor: nextCursor }).meta({ id: 'PushList' });
const Recovery = z.object({ recovered: z.number().int(), remaining: z.number().int() }).meta({ id: 'Recovery' });

const name = z.string().min(1).max(255).optional();
const instant = z.string().max(64);
const state = oneOrMany(PUSH_STATES);
const params = z.object({ id: z.string().max(64) });
const missing = problem('The account has no such push');

const list = operation({
  method: 'get',
  path: '/v1/pushes',
  scope: 'requests:read',
  summary: 'List pushes',
  request: {
    query: z.object({
      id_store: name,
      state: state.optional(),
      object_type: name,
      object_id: name,
      request_id: name,
      created_from: instant.optional(),
      created_to: instant.optional(),
      ...pageQuery('psh'),
    }),
  },
  responses: { 200: jsonResponse('A page of pushes', PushList) },
});
const show = operation({
  method: 'get',
  path: '/v1/pushes/{id}',
  scope: 'requests:read',
  summary: 'One push with all its attempts',
  request: { params },
  responses: { 200: jsonResponse('The push', PushWithAttempts), 404: missing },
});
const retry = operation({
  method: 'post',
  path: '/v1/pushes/{id}/retry',
  scope: 'requests:write',
  summary: 'Try a dead push again, under its own id',
  request: { params, body: optionalJsonRequestBody(z.strictObject({})) },
  responses: { 200: jsonResponse('The push', PushResource), 404: missing, 409: problem('The push is not dead') },
});
const recover = operation({
  method: 'post',
  path: '/v1/pushes/recover',
  scope: 'requests:write',
  summary: 'Bring the dead pushes of a store and period back, 1,000 a call',
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
    200: jsonResponse('How many came back, and how many dead ones are left', Recovery),
    404: problem('No such store'),
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
    const { accountId, timeZone } = c.get('caller').account;
    const { limit, cursor, created_from, created_to, ...filter } = c.req.valid('query');
    const times = parseInstants({ created_from, created_to }, timeZone, (member) => `?${member}`);
    const { rows, more } = await c.get('deps').pushes.list(
      accountId,
      {
        storeId: filter.id_store,
        state: filter.state,
        objectType: filter.object_type,
        objectId: filter.object_id,
        requestId: filter.request_id,
        createdFrom: times.created_from,
        createdTo: times.created_to,
      },
      { limit, after: cursor ?? null },
    );
    const last = rows.at(-1);
    const data = rows.map((row) => presentPush(row, timeZone));
    return c.json({ data, next_cursor: more && last ? cursorAfter(last.pushId) : null }, 200);
  })
  .openapi(show, async (c) => {
    const { accountId, timeZone } = c.get('caller').account;
    const found = await c.get('deps').pushes.find(accountId, c.req.valid('param').id);
    if (!found) throw new AppError('not_found', 'There is no such push');
    const attempts = found.attempts.map((attempt) => presentAttempt(attempt, timeZone));
    return c.json({ ...presentPush(found.push, timeZone), attempts }, 200);
  })
  .openapi(retry, async (c) => {
    const push = await retryPush(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.json(presentPush(push, c.get('caller').account.timeZone), 200);
  });
