import { AppError } from '../../shared/app-error';
import { jsonResponse, newApi, operation, problem, z } from '../operation';
import { cursorAfter, nextCursor, pageQuery } from '../pagination';
import { OrderResource, presentOrder } from '../resources/order';

const OrderList = z.object({ data: z.array(OrderResource), next_cursor: nextCursor }).meta({ id: 'OrderList' });

const list = operation({
  method: 'get',
  path: '/v1/orders',
  scope: 'requests:read',
  summary: 'List orders',
  request: { query: z.object(pageQuery('ord')) },
  responses: { 200: jsonResponse('A page of orders', OrderList) },
});
const show = operation({
  method: 'get',
  path: '/v1/orders/{id}',
  scope: 'requests:read',
  summary: 'One order',
  request: { params: z.object({ id: z.string().max(64) }) },
  responses: { 200: jsonResponse('The order', OrderResource), 404: problem('The account has no such order') },
});

export const ordersApi = newApi()
  .openapi(list, async (c) => {
    const { accountId, timeZone } = c.get('caller').account;
    const { limit, cursor } = c.req.valid('query');
    const { rows, more } = await c.get('deps').orders.list(accountId, { limit, after: cursor ?? null });
    const last = rows.at(-1);
    const data = rows.map((row) => presentOrder(row, timeZone));
    return c.json({ data, next_cursor: more && last ? cursorAfter(last.id) : null }, 200);
  })
  .openapi(show, async (c) => {
    const { accountId, timeZone } = c.get('caller').account;
    const order = await c.get('deps').orders.find(accountId, c.req.valid('param').id);
    if (!order) throw new AppError('not_found', 'There is no such order');
    return c.json(presentOrder(order, timeZone), 200);
  });
