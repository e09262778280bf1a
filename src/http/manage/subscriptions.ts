import type { Context } from 'hono';
import type { MakeIdempotencyRecord } from '../../domain/idempotency-record';
import { changeSubscription } from '../../domain/subscriptions/change-subscription';
import { type CreatedSubscription, createSubscription } from '../../domain/subscriptions/create-subscription';
import { deleteSubscription } from '../../domain/subscriptions/delete-subscription';
import { findSubscription } from '../../domain/subscriptions/find-subscription';
import { listSubscriptions } from '../../domain/subscriptions/list-subscriptions';
import { rotateSubscriptionSecret } from '../../domain/subscriptions/rotate-subscription-secret';
import { CreateSubscription, PatchSubscription } from '../../domain/subscriptions/subscription-input';
import { emptyRequestBody, idParams, jsonRequestBody, jsonResponse, problem } from '../openapi/declarations';
import { newApi, operation, z } from '../openapi/operation';
import type { AppEnv } from '../request/app-env';
import { listOf, nextCursorOf, pageQuery, toPageParams } from '../request/pagination';
import { withIdempotency } from '../request/with-idempotency';
import { presentSubscription, SubscriptionResource } from '../resources/subscription';

const CreatedSubscriptionResource = SubscriptionResource.extend({
  secret: z.string().meta({ description: 'The signing secret, which is shown only once' }),
}).meta({ id: 'CreatedSubscription' });
const missing = problem('The account has no such subscription');

const create = operation({
  method: 'post',
  path: '/v1/subscriptions',
  scope: 'settings:write',
  creates: true,
  summary: 'Subscribe an endpoint to events; `include: ["customer"]` also needs `users:read`',
  request: { body: jsonRequestBody(CreateSubscription) },
  responses: {
    201: jsonResponse(
      'The subscription, with its signing secret, which is shown only once',
      CreatedSubscriptionResource,
    ),
    409: problem('The account has as many subscriptions as it may have'),
  },
});
const list = operation({
  method: 'get',
  path: '/v1/subscriptions',
  scope: 'settings:read',
  summary: 'List subscriptions',
  request: { query: z.object(pageQuery('sub')) },
  responses: { 200: jsonResponse('A page of subscriptions', listOf(SubscriptionResource, 'SubscriptionList')) },
});
const show = operation({
  method: 'get',
  path: '/v1/subscriptions/{id}',
  scope: 'settings:read',
  summary: 'Get a subscription',
  request: { params: idParams },
  responses: { 200: jsonResponse('The subscription', SubscriptionResource), 404: missing },
});
const patch = operation({
  method: 'patch',
  path: '/v1/subscriptions/{id}',
  scope: 'settings:write',
  summary: 'Change a subscription, pause it, or resume it with `state: "active"`',
  request: { params: idParams, body: jsonRequestBody(PatchSubscription) },
  responses: { 200: jsonResponse('The subscription', SubscriptionResource), 404: missing },
});
const remove = operation({
  method: 'delete',
  path: '/v1/subscriptions/{id}',
  scope: 'settings:write',
  summary: 'Delete a subscription and its deliveries',
  request: { params: idParams },
  responses: { 204: { description: 'The subscription is deleted' }, 404: missing },
});
const rotate = operation({
  method: 'post',
  path: '/v1/subscriptions/{id}/rotate_secret',
  scope: 'settings:write',
  creates: true,
  summary: 'Rotate the signing secret; for 24 hours events are signed with both secrets',
  request: { params: idParams, body: emptyRequestBody },
  responses: {
    200: jsonResponse('The subscription, with its new secret, which is shown only once', CreatedSubscriptionResource),
    404: missing,
  },
});

const present = (c: Context<AppEnv>, subscription: CreatedSubscription['subscription']) =>
  presentSubscription(subscription, c.get('deps').encryptor, c.get('caller').account.timeZone);
const presentCreated =
  (c: Context<AppEnv>) =>
  async ({ subscription, secret }: CreatedSubscription) => ({ ...(await present(c, subscription)), secret });

export const subscriptionsApi = newApi()
  .openapi(create, async (c) => {
    const verb = (makeRecord: MakeIdempotencyRecord<CreatedSubscription>) =>
      createSubscription(c.get('deps'), c.get('caller'), c.req.valid('json'), makeRecord);
    const body = await withIdempotency(c, c.get('caller').account.accountId, verb, presentCreated(c));
    return c.json(body, 201);
  })
  .openapi(list, async (c) => {
    const page = await listSubscriptions(c.get('deps'), c.get('caller'), toPageParams(c.req.valid('query')));
    const data = await Promise.all(page.rows.map((row) => present(c, row)));
    return c.json({ data, next_cursor: nextCursorOf(page, 'subscriptionId') }, 200);
  })
  .openapi(show, async (c) => {
    const subscription = await findSubscription(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.json(await present(c, subscription), 200);
  })
  .openapi(patch, async (c) => {
    const input = { subscriptionId: c.req.valid('param').id, input: c.req.valid('json') };
    return c.json(await present(c, await changeSubscription(c.get('deps'), c.get('caller'), input)), 200);
  })
  .openapi(remove, async (c) => {
    await deleteSubscription(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.body(null, 204);
  })
  .openapi(rotate, async (c) => {
    const verb = (makeRecord: MakeIdempotencyRecord<CreatedSubscription>) =>
      rotateSubscriptionSecret(c.get('deps'), c.get('caller'), c.req.valid('param').id, makeRecord);
    const body = await withIdempotency(c, c.get('caller').account.accountId, verb, presentCreated(c));
    return c.json(body, 200);
  });
