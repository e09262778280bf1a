import { createRoute } from '@hono/zod-openapi';
import { createMiddleware } from 'hono/factory';
import type { Account } from '../../db/accounts';
import { CreateAccount, createAccount } from '../../domain/account/create-account';
import { Failure } from '../../shared/failure';
import { constantTimeEqual, sha256Hex } from '../../shared/hmac';
import { formatMoney } from '../../shared/money';
import { formatInstant } from '../../shared/zone';
import type { AppEnv } from '../env';
import { jsonBody } from '../middleware/json-body';
import { answers, jsonOf, newApi, problem, z } from '../operation';
import { Instant, LEDGER_DECIMALS, Money } from '../resources/common';

const AccountResource = z
  .object({
    account_id: z.string(),
    name: z.string(),
    features: z.array(z.string()),
    time_zone: z.string(),
    price_list: z.record(z.string(), Money),
    currency: z.string(),
    retention_days: z.number().int(),
    created_at: Instant,
    updated_at: Instant,
  })
  .meta({ id: 'Account' });
const CreatedAccount = AccountResource.extend({
  api_key: z.string().meta({ description: 'The first key, shown this once' }),
}).meta({ id: 'CreatedAccount' });

const present = (account: Account): z.infer<typeof AccountResource> => ({
  account_id: account.accountId,
  name: account.name,
  features: account.features,
  time_zone: account.timeZone,
  price_list: Object.fromEntries(
    Object.entries(account.priceList).map(([kind, price]) => [kind, formatMoney(price, LEDGER_DECIMALS)]),
  ),
  currency: account.currency,
  retention_days: account.retentionDays,
  created_at: formatInstant(account.createdAt, account.timeZone),
  updated_at: formatInstant(account.updatedAt, account.timeZone),
});

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
  method: 'post',
  path: '/admin/accounts',
  summary: 'Make an account with its first key',
  security: [{ admin_token: [] }],
  middleware: [requireAdmin, jsonBody] as const,
  request: { body: jsonOf(CreateAccount) },
  responses: {
    201: answers('The account and, this once, its key', CreatedAccount),
    401: problem('The admin token is missing or wrong'),
    422: problem('The input is not valid; `errors` says where'),
  },
});

export const accountsApi = newApi().openapi(create, async (c) => {
  const { account, apiKey } = await createAccount(c.get('deps'), c.req.valid('json'));
  return c.json({ ...present(account), api_key: apiKey }, 201);
});
