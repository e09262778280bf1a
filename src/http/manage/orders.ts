import { PatchOrder, patchOrder } from '../../domain/orders/patch-order';
import { findOrder, listStoredOrders } from '../../domain/orders/read-orders';
import { idParams, jsonRequestBody, jsonResponse, problem } from '../openapi/declarations';
import { newApi, operation, z } from '../openapi/operation';
import { listOf, pageQuery, presentPage, toPageParams } from '../request/pagination';
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
const patch = operation({
  method: 'patch',
  path: '/v1/orders/{id}',
  scope: 'orders:write',
  summary: 'Change an order, start the flows that the change triggers and cancel the requests that it ends',
  request: { params: idParams, body: jsonRequestBody(PatchOrder) },
  responses: {
    200: jsonResponse('The changed order', OrderResource),
    404: problem('The account has no such order'),
    409: problem('Other calls changed the order at the same time; try again'),
  },
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
  })
  .openapi(patch, async (c) => {
    const input = { id: c.req.valid('param').id, patch: c.req.valid('json') };
    const order = await patchOrder(c.get('deps'), c.get('caller'), input);
    return c.json(presentOrder(order, c.get('caller').account.timeZone), 200);
  });
