import { listEvents } from '../../domain/events/list-events';
import { loadEvent } from '../../domain/events/load-event';
import { replayEvent } from '../../domain/events/replay-event';
import { EVENT_STATES, EVENT_TYPES } from '../../shared/flows/statuses';
import { idParams, jsonResponse, problem } from '../openapi/declarations';
import { newApi, operation, z } from '../openapi/operation';
import { listOf, pageQuery, presentPage, toPageParams } from '../request/pagination';
import { InboundEventResource, presentInboundEvent, WholeInboundEvent } from '../resources/inbound-event';

const list = operation({
  method: 'get',
  path: '/v1/inbound_events',
  scope: 'settings:read',
  summary: 'List warnings, and the webhooks of the last 7 days from Meta, Shopify and shipping platforms',
  request: {
    query: z.object({
      type: z.enum(EVENT_TYPES).optional(),
      state: z.enum(EVENT_STATES).optional(),
      ...pageQuery('evt'),
    }),
  },
  responses: { 200: jsonResponse('A page of events', listOf(InboundEventResource, 'InboundEventList')) },
});
const missing = problem('The account has no such event');
const show = operation({
  method: 'get',
  path: '/v1/inbound_events/{id}',
  scope: 'users:read',
  summary: 'Get an inbound event with its body',
  request: { params: idParams },
  responses: { 200: jsonResponse('The event', WholeInboundEvent), 404: missing },
});
const replay = operation({
  method: 'post',
  path: '/v1/inbound_events/{id}/replay',
  scope: 'settings:write',
  summary: 'Process an inbound event again; effects that already happened are not repeated',
  request: { params: idParams },
  responses: {
    200: jsonResponse('The queued event', InboundEventResource),
    404: missing,
    409: problem('The event is not an inbound event'),
    503: problem('The event cannot be queued now; try again later'),
  },
});

export const inboundEventsApi = newApi()
  .openapi(list, async (c) => {
    const { timeZone } = c.get('caller').account;
    const { type, state, ...query } = c.req.valid('query');
    const filter = { ...(type && { type }), ...(state && { state }) };
    const page = await listEvents(c.get('deps'), c.get('caller'), { filter, page: toPageParams(query) });
    return c.json(
      presentPage(page, (row) => presentInboundEvent(row, timeZone), 'eventId'),
      200,
    );
  })
  .openapi(show, async (c) => {
    const event = await loadEvent(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.json({ ...presentInboundEvent(event, c.get('caller').account.timeZone), body: event.body }, 200);
  })
  .openapi(replay, async (c) => {
    const event = await replayEvent(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.json(presentInboundEvent(event, c.get('caller').account.timeZone), 200);
  });
