import { listChargesOfUser } from '../../domain/charges/list-charges-of-user';
import { UserKey } from '../../domain/requests/create-request';
import { formatMoney } from '../../shared/numbers/money';
import { jsonResponse } from '../openapi/declarations';
import { newApi, operation, z } from '../openapi/operation';
import { nextCursor, pageQuery, presentPage, toPageParams } from '../request/pagination';
import { parseInstants } from '../request/parse-instants';
import { ChargeResource, presentCharge } from '../resources/charge';
import { LEDGER_DECIMALS, Money } from '../resources/common';

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
  summary: "List a customer's charges",
  request: { query: z.object({ user_key: UserKey, from: instant, to: instant, ...pageQuery('chg') }) },
  responses: { 200: jsonResponse('A page of charges, and the exact total of all charges in the period', Charges) },
});

export const getChargesByUserKeyApi = newApi().openapi(route, async (c) => {
  const { account } = c.get('caller');
  const { user_key, from, to, ...page } = c.req.valid('query');
  const period = parseInstants({ from, to }, account.timeZone, (member) => `?${member}`);
  const found = await listChargesOfUser(c.get('deps'), c.get('caller'), {
    userKey: user_key,
    from: period.from ?? null,
    to: period.to ?? null,
    page: toPageParams(page),
  });
  const body = presentPage(found, (row) => presentCharge(row, account.timeZone), 'chargeId');
  const total = formatMoney(found.total, LEDGER_DECIMALS);
  return c.json({ user_key, currency: account.currency, total, ...body }, 200);
});
