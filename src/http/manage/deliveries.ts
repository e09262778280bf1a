import { listDeliveries } from '../../domain/subscriptions/list-deliveries';
import { replayEvents } from '../../domain/subscriptions/replay-events';
import { resendEvent } from '../../domain/subscriptions/resend-event';
import { sendTestEvent } from '../../domain/subscriptions/send-test-event';
import { ReplayEvents } from '../../domain/subscriptions/subscription-input';
import { DELIVERY_STATES } from '../../shared/flows/statuses';
import { formatInstant } from '../../shared/time/time-zone';
import { emptyRequestBody, idParams, jsonRequestBody, jsonResponse, problem } from '../openapi/declarations';
import { newApi, operation, z } from '../openapi/operation';
import { listOf, pageQuery, presentPage, toPageParams } from '../request/pagination';
import { parseInstants } from '../request/parse-instants';
import { Instant } from '../resources/common';
import { DeliveryResource, presentDelivery } from '../resources/subscription';

const missing = problem('The account has no such subscription');

const list = operation({
  method: 'get',
  path: '/v1/subscriptions/{id}/deliveries',
  scope: 'settings:read',
  summary: 'List the deliveries of the last 30 days with their attempts',
  request: {
    params: idParams,
    query: z.object({ state: z.enum(DELIVERY_STATES).optional(), ...pageQuery('evt') }),
  },
  responses: { 200: jsonResponse('A page of deliveries', listOf(DeliveryResource, 'EventDeliveryList')), 404: missing },
});
const resend = operation({
  method: 'post',
  path: '/v1/subscriptions/{id}/deliveries/{event_id}/resend',
  scope: 'settings:write',
  summary: 'Send an event again under the same id, after its delivery has ended',
  request: { params: idParams.extend({ event_id: z.string().max(64) }), body: emptyRequestBody },
  responses: {
    200: jsonResponse('The event is sent again', z.object({ event_id: z.string() }).meta({ id: 'ResentEvent' })),
    404: problem('The account has no such subscription, or it has no ended delivery of the event'),
  },
});
const TestResult = z
  .object({
    event_id: z.string(),
    delivered: z.boolean().meta({ description: 'Whether the endpoint has answered 2xx' }),
    status: z.number().int().nullable(),
    error: z.string().nullable(),
    answer: z.string().meta({ description: "The first KiB of the endpoint's response" }),
    duration_ms: z.number().int(),
  })
  .meta({ id: 'SubscriptionTest' });
const test = operation({
  method: 'post',
  path: '/v1/subscriptions/{id}/test',
  scope: 'settings:write',
  summary: 'Send an event of type `subscription.test` at once, and see what the endpoint answers',
  request: { params: idParams, body: emptyRequestBody },
  responses: { 200: jsonResponse('What the endpoint has answered', TestResult), 404: missing },
});
const ReplayResult = z
  .object({
    replayed: z.number().int(),
    next_since: Instant.nullable().meta({ description: 'Repeat the call with this `since`; null if no event is left' }),
  })
  .meta({ id: 'EventReplay' });
const replay = operation({
  method: 'post',
  path: '/v1/subscriptions/{id}/replay',
  scope: 'settings:write',
  summary: 'Send the events since an instant again, at most 1,000 per call, the oldest first',
  request: { params: idParams, body: jsonRequestBody(ReplayEvents) },
  responses: { 200: jsonResponse('How many events are sent', ReplayResult), 404: missing },
});

export const deliveriesApi = newApi()
  .openapi(list, async (c) => {
    const { timeZone } = c.get('caller').account;
    const { state, ...query } = c.req.valid('query');
    const input = { subscriptionId: c.req.valid('param').id, ...(state && { state }), page: toPageParams(query) };
    const { attempts, ...page } = await listDeliveries(c.get('deps'), c.get('caller'), input);
    const body = presentPage(
      page,
      (row) => presentDelivery(row, attempts, timeZone),
      ({ delivery }) => delivery.eventId,
    );
    return c.json(body, 200);
  })
  .openapi(resend, async (c) => {
    const { id, event_id } = c.req.valid('param');
    await resendEvent(c.get('deps'), c.get('caller'), { subscriptionId: id, eventId: event_id });
    return c.json({ event_id }, 200);
  })
  .openapi(test, async (c) => {
    const result = await sendTestEvent(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    const { eventId, durationMs, ...answer } = result;
    return c.json({ event_id: eventId, ...answer, duration_ms: durationMs }, 200);
  })
  .openapi(replay, async (c) => {
    const { timeZone } = c.get('caller').account;
    const { since, types = [] } = c.req.valid('json');
    const times = parseInstants({ since }, timeZone, (member) => `/${member}`);
    const input = { subscriptionId: c.req.valid('param').id, since: times.since ?? 0, types };
    const { replayed, nextAt } = await replayEvents(c.get('deps'), c.get('caller'), input);
    return c.json({ replayed, next_since: nextAt === null ? null : formatInstant(nextAt, timeZone) }, 200);
  });
