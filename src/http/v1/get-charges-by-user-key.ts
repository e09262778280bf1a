import { UserKey } from '../../domain/requests/create-request';
import { formatMoney } from '../../shared/money';
import { jsonResponse, newApi, operation, z } from '../operation';
import { cursorAfter, nextCursor, pageQuery } from '../pagination';
import { ChargeResource, presentCharge } from '../resources/charge';
import { LEDGER_DECIMALS, Money } from '../resources/common';
import { parseInstants } from './get-requests';

const Charges = z
  .object({
    user_key: z.string(),
    currency: z.string(),
    total: Money,
    data: z.array(ChargeResource),
    next_cursor: nextCursor,
  })
  .meta({ id: 'Charges' });

const instant = z.string().max(64).optional();
const route = operation({
  method: 'get',
  path: '/v1/getChargesByUserKey',
  scope: 'requests:read',
  summary: 'What a customer has cost',
  request: { query: z.object({ user_key: UserKey, from: instant, to: instant, ...pageQuery('chg') }) },
  responses: { 200: jsonResponse('A page of charges, and the exact total over the whole filter', Charges) },
});

export const getChargesByUserKeyApi = newApi().openapi(route, async (c) => {
  const { account } = c.get('caller');
  const { user_key, limit, cursor, ...period } = c.req.valid('query');
  const { from, to } = parseInstants({ from: period.from, to: period.to }, account.timeZone, (member) => `?${member}`);
  const { rows, more, total } = await c.get('deps').charges.listByUser({
    accountId: account.accountId,
    userKey: user_key,
    from: from ?? null,
    to: to ?? null,
    page: { limit, after: cursor ?? null },
  });
  const data = rows.map((row) => presentCharge(row, account.timeZone));
  const last = data.at(-1);
  const next_cursor = more && last ? cursorAfter(last.charge_id) : null;
  return c.json(
    { user_key, currency: account.currency, total: formatMoney(total, LEDGER_DECIMALS), data, next_cursor },
    200,
  );
});
