import { createRoute } from '@hono/zod-openapi';
import { createMiddleware } from 'hono/factory';
import {
  CreateAccount,
  type CreatedAccount,
  createAccount,
  PatchAccount,
  patchAccount,
} from '../../domain/account/create-account';
import { resealSecrets } from '../../domain/account/reseal-secrets';
import type { Claim } from '../../domain/idempotency';
import { Failure } from '../../shared/failure';
import { constantTimeEqual, sha256Hex } from '../../shared/hmac';
import type { AppEnv } from '../env';
import { once } from '../idempotency';
import { jsonBody } from '../middleware/json-body';
import { answers, jsonOf, named, newApi, problem, z } from '../operation';
import { cursorAfter, nextCursor, pageQuery } from '../page-query';
import { AccountResource, presentAccount } from '../resources/account';

const AccountList = z.object({ data: z.array(AccountResource), next_cursor: nextCursor }).meta({ id: 'AccountList' });
const Resealed = z.object({ resealed: z.number().int(), remaining: z.number().int() }).meta({ id: 'Resealed' });
const CreatedAccountResource = AccountResource.extend({
  api_key: z.string().meta({ description: 'The first key, shown this once' }),
}).meta({ id: 'CreatedAccount' });

const digest = async (text: string) => new TextEncoder().encode(await sha256Hex(text));

/** Lets in who deploys. Digests are compared, so that not even the token's length shows in the time taken. */
const requireAdmin = createMiddleware<AppEnv>(async (c, next) => {
  const given = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
  const expected = c.get('settings').ADMIN_TOKEN;
  if (!constantTimeEqual(await digest(given), await digest(expected))) {
    throw new Failure('unauthorized', 'Give the admin token as a bearer token');
  }
  await next();
});

const create = createRoute({
  ...named('post', '/admin/accounts'),
  method: 'post',
  path: '/admin/accounts',
  summary: 'Make an account with its first key',
  security: [{ admin_token: [] }],
  middleware: [requireAdmin, jsonBody] as const,
  request: { body: jsonOf(CreateAccount) },
  responses: {
    201: answers('The account and, this once, its key', CreatedAccountResource),
    401: problem('The admin token is missing or wrong'),
    422: problem('The input is not valid; `errors` says where'),
  },
});

const guarded = { security: [{ admin_token: [] }], middleware: [requireAdmin] };
const refused = problem('The admin token is missing or wrong');
const invalid = problem('The input is not valid; `errors` says where');
const missing = problem('There is no such account');
const params = z.object({ id: z.string().max(64) });

const list = createRoute({
  ...guarded,
  ...named('get', '/admin/accounts'),
  method: 'get',
  path: '/admin/accounts',
  summary: 'List accounts',
  request: { query: z.object(pageQuery('acc')) },
  responses: { 200: answers('A page of accounts', AccountList), 401: refused, 422: invalid },
});
const show = createRoute({
  ...guarded,
  ...named('get', '/admin/accounts/{id}'),
  method: 'get',
  path: '/admin/accounts/{id}',
  summary: 'One account',
  request: { params },
  responses: { 200: answers('The account', AccountResource), 401: refused, 404: missing },
});
const patch = createRoute({
  ...guarded,
  ...named('patch', '/admin/accounts/{id}'),
  method: 'patch',
  path: '/admin/accounts/{id}',
  summary: 'Change an account',
  middleware: [requireAdmin, jsonBody] as const,
  request: { params, body: jsonOf(PatchAccount) },
  responses: { 200: answers('The account', AccountResource), 401: refused, 404: missing, 422: invalid },
});
const reseal = createRoute({
  ...guarded,
  ...named('post', '/admin/reseal'),
  method: 'post',
  path: '/admin/reseal',
  summary: 'Seal secrets with the current key that are still sealed with the previous one',
  responses: { 200: answers('How many were resealed, and how many are left', Resealed), 401: refused },
});

/** Whose idempotency keys those of the admin API are. */
const OWNER = 'admin';

export const accountsApi = newApi()
  .openapi(create, async (c) => {
    const body = await once(
      c,
      OWNER,
      (claim: Claim<CreatedAccount>) => createAccount(c.get('deps'), c.req.valid('json'), claim),
      ({ account, apiKey }) => ({ ...presentAccount(account), api_key: apiKey }),
    );
    return c.json(body, 201);
  })
  .openapi(list, async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const { rows, more } = await c.get('deps').accounts.list({ limit, after: cursor ?? null });
    const last = rows.at(-1);
    return c.json(
      { data: rows.map(presentAccount), next_cursor: more && last ? cursorAfter(last.accountId) : null },
      200,
    );
  })
  .openapi(show, async (c) => {
    const account = await c.get('deps').accounts.find(c.req.valid('param').id);
    if (!account) throw new Failure('not_found', 'There is no such account');
    return c.json(presentAccount(account), 200);
  })
  .openapi(patch, async (c) =>
    c.json(presentAccount(await patchAccount(c.get('deps'), c.req.valid('param').id, c.req.valid('json'))), 200),
  )
  .openapi(reseal, async (c) => c.json(await resealSecrets(c.get('deps')), 200));
