import type { MakeIdempotencyRecord } from '../../domain/idempotency';
import { type AcceptedOrder, CreateOrder, createOrder } from '../../domain/orders/create-order';
import { startRequests } from '../../domain/requests/start-requests';
import { jsonRequestBody, jsonResponse, newApi, operation, problem, z } from '../operation';
import { OrderResource, presentOrder } from '../resources/order';
import { withIdempotency } from '../with-idempotency';

const CreatedOrder = OrderResource.extend({ request_ids: z.array(z.string()) }).meta({ id: 'CreatedOrder' });

const route = operation({
  method: 'post',
  path: '/v1/createOrder',
  scope: 'orders:write',
  creates: true,
  summary: 'Take in an order and start the flows it triggers',
  request: { body: jsonRequestBody(CreateOrder) },
  responses: {
    201: jsonResponse('The order as stored, and the requests it started', CreatedOrder),
    404: problem('The account has no such store'),
    409: problem('The store has this order already; `existing_id` names it'),
  },
});

export const createOrderApi = newApi().openapi(route, async (c) => {
  const deps = c.get('deps');
  const { accountId, timeZone } = c.get('caller').account;
  const body = await withIdempotency(
    c,
    accountId,
    (claim: MakeIdempotencyRecord<AcceptedOrder>) => createOrder(deps, c.get('caller'), c.req.valid('json'), claim),
    ({ order, requestIds }) => ({ ...presentOrder(order, timeZone), request_ids: requestIds }),
  );
  c.executionCtx.waitUntil(
    startRequests(
      deps,
      body.request_ids.map((requestId) => ({ accountId, requestId })),
    ),
  );
  return c.json(body, 201);
});
