import { findOrder, listStoredOrders } from '../../domain/orders/read-orders';
import { idParams, jsonResponse, problem } from '../openapi/declarations';
import { newApi, operation, z } from '../openapi/operation';
import { listOf, pageQuery, presentPage, toPageParams } from '../pagination';
import { OrderResource, presentOrder } from '../resources/order';

const list = operation({
  method: 'get',
  path: '/v1/orders',
  scope: 'requests:read',
  summary: 'List orders',
  request: { query: z.object(pageQuery('ord')) },
  responses: { 200: jsonResponse('A page of orders', listOf(OrderResource, 'OrderList')) },
});
const show = operation({
  method: 'get',
  path: '/v1/orders/{id}',
  scope: 'requests:read',
  summary: 'Get an order',
  request: { params: idParams },
  responses: { 200: jsonResponse('The order', OrderResource), 404: problem('The account has no such order') },
});

export const ordersApi = newApi()
  .openapi(list, async (c) => {
    const page = await listStoredOrders(c.get('deps'), c.get('caller'), toPageParams(c.req.valid('query')));
    const { timeZone } = c.get('caller').account;
    const body = presentPage(page, (row) => presentOrder(row, timeZone), 'id');
    return c.json(body, 200);
  })
  .openapi(show, async (c) => {
    const order = await findOrder(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.json(presentOrder(order, c.get('caller').account.timeZone), 200);
  });
