import { createRoute } from '@hono/zod-openapi';
import { createMiddleware } from 'hono/factory';
import {
  CreateAccount,
  type CreatedAccount,
  createAccount,
  PatchAccount,
  patchAccount,
} from '../../domain/account/create-account';
import { rotateSecrets } from '../../domain/account/rotate-secrets';
import {
  type AccountWithShard,
  findAccountWithShard,
  listAccountsWithShard,
} from '../../domain/account-moves/accounts-with-shard';
import { MoveAccount, startAccountMove } from '../../domain/account-moves/start-account-move';
import type { MakeIdempotencyRecord } from '../../domain/idempotency-record';
import { secretsMatch } from '../../shared/crypto/hmac';
import { AppError } from '../../shared/errors/app-error';
import { jsonBody } from '../middleware/json-body';
import { rejectMovingAccount } from '../middleware/reject-moving-account';
import { idParams, jsonRequestBody, jsonResponse, problem } from '../openapi/declarations';
import { newApi, operationMetadata, z } from '../openapi/operation';
import type { AppEnv } from '../request/app-env';
import { callOriginOf } from '../request/call-origin';
import { cursorAfter, listOf, pageQuery, toPageParams } from '../request/pagination';
import { withIdempotency } from '../request/with-idempotency';
import { AdminAccountResource, presentAdminAccount } from '../resources/admin-account';

const AccountList = listOf(AdminAccountResource, 'AccountList');
const RotatedSecrets = z.object({ resealed: z.number().int(), remaining: z.number().int() }).meta({ id: 'Resealed' });
const CreatedAccountResource = AdminAccountResource.extend({
  api_key: z.string().meta({ description: 'The first API key, which is shown only once' }),
}).meta({ id: 'CreatedAccount' });

/** Requires the deployment's admin token. */
const requireAdmin = createMiddleware<AppEnv>(async (c, next) => {
  const token = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
  if (!(await secretsMatch(token, c.get('settings').ADMIN_TOKEN))) {
    throw new AppError('unauthorized', 'Send the admin token as a bearer token');
  }
  await next();
});

const adminOnly = { security: [{ admin_token: [] }], middleware: [requireAdmin] };
const unauthorized = problem('The admin token is missing or wrong');
const invalid = problem('The input is not valid; `errors` lists what is wrong');
const missing = problem('There is no such account');

const create = createRoute({
  ...adminOnly,
  ...operationMetadata('post', '/admin/accounts'),
  method: 'post',
  path: '/admin/accounts',
  summary: 'Create an account with its first API key',
  middleware: [requireAdmin, jsonBody(CreateAccount)] as const,
  request: { body: jsonRequestBody(CreateAccount) },
  responses: {
    201: jsonResponse('The account, with its API key, which is shown only once', CreatedAccountResource),
    401: unauthorized,
    422: invalid,
  },
});
const list = createRoute({
  ...adminOnly,
  ...operationMetadata('get', '/admin/accounts'),
  method: 'get',
  path: '/admin/accounts',
  summary: 'List accounts',
  request: { query: z.object(pageQuery('acc')) },
  responses: { 200: jsonResponse('A page of accounts', AccountList), 401: unauthorized, 422: invalid },
});
const show = createRoute({
  ...adminOnly,
  ...operationMetadata('get', '/admin/accounts/{id}'),
  method: 'get',
  path: '/admin/accounts/{id}',
  summary: 'Get an account',
  request: { params: idParams },
  responses: { 200: jsonResponse('The account', AdminAccountResource), 401: unauthorized, 404: missing },
});
const patch = createRoute({
  ...adminOnly,
  ...operationMetadata('patch', '/admin/accounts/{id}'),
  method: 'patch',
  path: '/admin/accounts/{id}',
  summary: 'Update an account',
  middleware: [requireAdmin, jsonBody(PatchAccount)] as const,
  request: { params: idParams, body: jsonRequestBody(PatchAccount) },
  responses: {
    200: jsonResponse('The account', AdminAccountResource),
    401: unauthorized,
    404: missing,
    422: invalid,
    503: problem('The account is being moved to another database; try again after `Retry-After`'),
  },
});
const move = createRoute({
  ...adminOnly,
  ...operationMetadata('post', '/admin/accounts/{id}/move'),
  method: 'post',
  path: '/admin/accounts/{id}/move',
  summary: 'Move an account to another database',
  middleware: [requireAdmin, jsonBody(MoveAccount)] as const,
  request: { params: idParams, body: jsonRequestBody(MoveAccount) },
  responses: {
    202: jsonResponse('The account; `move` is the progress of the move', AdminAccountResource),
    401: unauthorized,
    404: missing,
    409: problem('The account is already being moved'),
    422: invalid,
  },
});
const rotate = createRoute({
  ...adminOnly,
  ...operationMetadata('post', '/admin/reseal'),
  method: 'post',
  path: '/admin/reseal',
  summary: 'Encrypt secrets with the current encryption key that are still encrypted with the previous one',
  responses: {
    200: jsonResponse('The number of secrets that were encrypted again, and of those that remain', RotatedSecrets),
    401: unauthorized,
  },
});

const present = ({ account, shard }: AccountWithShard) => presentAdminAccount(account, shard?.database ?? 0, shard);

/** Stands for the account id in idempotency records of the admin API. */
const IDEMPOTENCY_OWNER = 'admin';

export const accountsApi = newApi()
  .openapi(create, async (c) => {
    const body = await withIdempotency(
      c,
      IDEMPOTENCY_OWNER,
      (makeRecord: MakeIdempotencyRecord<CreatedAccount>) =>
        createAccount(c.get('deps'), c.req.valid('json'), makeRecord),
      ({ account, database, apiKey }) => ({ ...presentAdminAccount(account, database, null), api_key: apiKey }),
    );
    return c.json(body, 201);
  })
  .openapi(list, async (c) => {
    const { rows, next } = await listAccountsWithShard(c.get('deps'), toPageParams(c.req.valid('query')));
    return c.json({ data: rows.map(present), next_cursor: next === null ? null : cursorAfter(next) }, 200);
  })
  .openapi(show, async (c) => c.json(present(await findAccountWithShard(c.get('deps'), c.req.valid('param').id)), 200))
  .openapi(patch, async (c) => {
    const deps = c.get('deps');
    const { account, shard } = await findAccountWithShard(deps, c.req.valid('param').id);
    if (typeof shard?.targetDatabase === 'number') rejectMovingAccount();
    const actor = { type: 'operator', id: null, name: null } as const;
    const by = { account, actor, origin: { session: null, ...callOriginOf(c) } };
    const changed = await patchAccount(deps.forShard(shard?.database ?? 0), by, c.req.valid('json'));
    return c.json(present({ account: changed, shard }), 200);
  })
  .openapi(move, async (c) =>
    c.json(present(await startAccountMove(c.get('deps'), c.req.valid('param').id, c.req.valid('json'))), 202),
  )
  .openapi(rotate, async (c) => c.json(await rotateSecrets(c.get('deps')), 200));
