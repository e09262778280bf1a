import type { MakeIdempotencyRecord } from '../../domain/idempotency-record';
import { type AcceptedOrder, createOrder } from '../../domain/orders/create-order';
import { CreateOrder } from '../../domain/orders/new-order';
import { startRequests } from '../../domain/requests/start-requests';
import { jsonRequestBody, jsonResponse, problem } from '../openapi/declarations';
import { newApi, operation, z } from '../openapi/operation';
import { withIdempotency } from '../request/with-idempotency';
import { OrderResource, presentOrder } from '../resources/order';

const CreatedOrder = OrderResource.extend({ request_ids: z.array(z.string()) }).meta({ id: 'CreatedOrder' });

const route = operation({
  method: 'post',
  path: '/v1/createOrder',
  scope: 'orders:write',
  creates: true,
  summary: 'Store an order and start the flows it triggers',
  request: { body: jsonRequestBody(CreateOrder) },
  responses: {
    201: jsonResponse('The stored order, and the ids of the requests it started', CreatedOrder),
    404: problem('The account has no such store'),
    409: problem('The store already has this order; `existing_id` is its id'),
  },
});

export const createOrderApi = newApi().openapi(route, async (c) => {
  const deps = c.get('deps');
  const { accountId, timeZone } = c.get('caller').account;
  const body = await withIdempotency(
    c,
    accountId,
    (makeRecord: MakeIdempotencyRecord<AcceptedOrder>) =>
      createOrder(deps, c.get('caller'), c.req.valid('json'), makeRecord),
    ({ order, requestIds }) => ({ ...presentOrder(order, timeZone), request_ids: requestIds }),
  );
  const runs = body.request_ids.map((requestId) => ({ accountId, requestId }));
  c.executionCtx.waitUntil(startRequests(deps, runs));
  return c.json(body, 201);
});
