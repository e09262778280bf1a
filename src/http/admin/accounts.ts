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
import type { MakeIdempotencyRecord } from '../../domain/idempotency';
import { AppError } from '../../shared/app-error';
import { secretsMatch } from '../../shared/hmac';
import type { AppEnv } from '../env';
import { jsonBody } from '../middleware/json-body';
import { rejectMovingAccount } from '../middleware/reject-moving-account';
import { jsonRequestBody, jsonResponse, newApi, operationMetadata, problem, z } from '../operation';
import { cursorAfter, nextCursor, pageQuery } from '../pagination';
import { AdminAccountResource, presentAdminAccount } from '../resources/admin-account';
import { withIdempotency } from '../with-idempotency';

const AccountList = z
  .object({ data: z.array(AdminAccountResource), next_cursor: nextCursor })
  .meta({ id: 'AccountList' });
const Resealed = z.object({ resealed: z.number().int(), remaining: z.number().int() }).meta({ id: 'Resealed' });
const CreatedAccountResource = AdminAccountResource.extend({
  api_key: z.string().meta({ description: 'The first key, shown this once' }),
}).meta({ id: 'CreatedAccount' });

/** Lets in who deploys. */
const requireAdmin = createMiddleware<AppEnv>(async (c, next) => {
  const given = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
  if (!(await secretsMatch(given, c.get('settings').ADMIN_TOKEN))) {
    throw new AppError('unauthorized', 'Give the admin token as a bearer token');
  }
  await next();
});

const create = createRoute({
  ...operationMetadata('post', '/admin/accounts'),
  method: 'post',
  path: '/admin/accounts',
  summary: 'Make an account with its first key',
  security: [{ admin_token: [] }],
  middleware: [requireAdmin, jsonBody(CreateAccount)] as const,
  request: { body: jsonRequestBody(CreateAccount) },
  responses: {
    201: jsonResponse('The account and, this once, its key', CreatedAccountResource),
    401: problem('The admin token is missing or wrong'),
    422: problem('The input is not valid; `errors` says where'),
  },
});

const adminOnly = { security: [{ admin_token: [] }], middleware: [requireAdmin] };
const unauthorized = problem('The admin token is missing or wrong');
const invalid = problem('The input is not valid; `errors` says where');
const missing = problem('There is no such account');
const params = z.object({ id: z.string().max(64) });

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
  summary: 'One account',
  request: { params },
  responses: { 200: jsonResponse('The account', AdminAccountResource), 401: unauthorized, 404: missing },
});
const patch = createRoute({
  ...adminOnly,
  ...operationMetadata('patch', '/admin/accounts/{id}'),
  method: 'patch',
  path: '/admin/accounts/{id}',
  summary: 'Change an account',
  middleware: [requireAdmin, jsonBody(PatchAccount)] as const,
  request: { params, body: jsonRequestBody(PatchAccount) },
  responses: {
    200: jsonResponse('The account', AdminAccountResource),
    401: unauthorized,
    404: missing,
    422: invalid,
    503: problem('The account is being moved; try again after `Retry-After`'),
  },
});
const move = createRoute({
  ...adminOnly,
  ...operationMetadata('post', '/admin/accounts/{id}/move'),
  method: 'post',
  path: '/admin/accounts/{id}/move',
  summary: 'Move an account to another database',
  middleware: [requireAdmin, jsonBody(MoveAccount)] as const,
  request: { params, body: jsonRequestBody(MoveAccount) },
  responses: {
    202: jsonResponse('The account; `move` says how far it has come', AdminAccountResource),
    401: unauthorized,
    404: missing,
    409: problem('The account is being moved already'),
    422: invalid,
  },
});
const reseal = createRoute({
  ...adminOnly,
  ...operationMetadata('post', '/admin/reseal'),
  method: 'post',
  path: '/admin/reseal',
  summary: 'Seal secrets with the current key that are still sealed with the previous one',
  responses: { 200: jsonResponse('How many were resealed, and how many are left', Resealed), 401: unauthorized },
});

const present = ({ account, shard: home }: AccountWithShard) => presentAdminAccount(account, home?.database ?? 0, home);

/** Whose idempotency keys those of the admin API are. */
const IDEMPOTENCY_OWNER = 'admin';

export const accountsApi = newApi()
  .openapi(create, async (c) => {
    const body = await withIdempotency(
      c,
      IDEMPOTENCY_OWNER,
      (claim: MakeIdempotencyRecord<CreatedAccount>) => createAccount(c.get('deps'), c.req.valid('json'), claim),
      ({ account, database, apiKey }) => ({ ...presentAdminAccount(account, database, null), api_key: apiKey }),
    );
    return c.json(body, 201);
  })
  .openapi(list, async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const { rows, next } = await listAccountsWithShard(c.get('deps'), { limit, after: cursor ?? null });
    return c.json({ data: rows.map(present), next_cursor: next === null ? null : cursorAfter(next) }, 200);
  })
  .openapi(show, async (c) => c.json(present(await findAccountWithShard(c.get('deps'), c.req.valid('param').id)), 200))
  .openapi(patch, async (c) => {
    const deps = c.get('deps');
    const { account, shard: home } = await findAccountWithShard(deps, c.req.valid('param').id);
    if (typeof home?.targetDatabase === 'number') rejectMovingAccount(c);
    const there = deps.forShard(home?.database ?? 0);
    return c.json(
      present({ account: await patchAccount(there, account.accountId, c.req.valid('json')), shard: home }),
      200,
    );
  })
  .openapi(move, async (c) =>
    c.json(present(await startAccountMove(c.get('deps'), c.req.valid('param').id, c.req.valid('json'))), 202),
  )
  .openapi(reseal, async (c) => c.json(await rotateSecrets(c.get('deps')), 200));
