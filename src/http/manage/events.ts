import type { AccountEvent } from '../../db/events';
import { listEvents } from '../../domain/events/list-events';
import { loadEvent } from '../../domain/events/load-event';
import { replayEvent } from '../../domain/events/replay-event';
import { EVENT_STATES, EVENT_TYPES } from '../../shared/statuses';
import { formatInstant } from '../../shared/time-zone';
import { idParams, jsonResponse, problem } from '../openapi/declarations';
import { newApi, operation, z } from '../openapi/operation';
import { listOf, pageQuery, presentPage, toPageParams } from '../pagination';
import { Instant, JsonRecord } from '../resources/common';

const members = {
  event_id: z.string(),
  type: z.enum(EVENT_TYPES),
  about: JsonRecord,
  state: z.enum(EVENT_STATES).nullable().meta({ description: 'The processing state of an inbound event' }),
  created_at: Instant,
};
const EventResource = z.object(members).meta({ id: 'Event' });
const EventWithBody = z
  .object({
    ...members,
    body: JsonRecord.nullable().meta({ description: 'The event as it was queued; null for a warning' }),
  })
  .meta({ id: 'WholeEvent' });

const list = operation({
  method: 'get',
  path: '/v1/events',
  scope: 'settings:read',
  summary: 'List warnings, and the webhooks of the last 7 days from Meta and Shopify',
  request: {
    query: z.object({
      type: z.enum(EVENT_TYPES).optional(),
      state: z.enum(EVENT_STATES).optional(),
      ...pageQuery('evt'),
    }),
  },
  responses: { 200: jsonResponse('A page of events', listOf(EventResource, 'EventList')) },
});
const missing = problem('The account has no such event');
const show = operation({
  method: 'get',
  path: '/v1/events/{id}',
  scope: 'users:read',
  summary: 'Get an event with its body',
  request: { params: idParams },
  responses: { 200: jsonResponse('The event', EventWithBody), 404: missing },
});
const replay = operation({
  method: 'post',
  path: '/v1/events/{id}/replay',
  scope: 'settings:write',
  summary: 'Process an inbound event again; effects that already happened are not repeated',
  request: { params: idParams },
  responses: {
    200: jsonResponse('The queued event', EventResource),
    404: missing,
    409: problem('The event is not an inbound event'),
    503: problem('The event cannot be queued now; try again later'),
  },
});

const presentEvent = (row: AccountEvent, zone: string): z.infer<typeof EventResource> => ({
  event_id: row.eventId,
  type: row.type,
  about: row.about,
  state: row.state,
  created_at: formatInstant(row.createdAt, zone),
});

export const eventsApi = newApi()
  .openapi(list, async (c) => {
    const { timeZone } = c.get('caller').account;
    const { type, state, ...query } = c.req.valid('query');
    const filter = { ...(type && { type }), ...(state && { state }) };
    const page = await listEvents(c.get('deps'), c.get('caller'), { filter, page: toPageParams(query) });
    const body = presentPage(page, (row) => presentEvent(row, timeZone), 'eventId');
    return c.json(body, 200);
  })
  .openapi(show, async (c) => {
    const event = await loadEvent(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.json({ ...presentEvent(event, c.get('caller').account.timeZone), body: event.body }, 200);
  })
  .openapi(replay, async (c) => {
    const event = await replayEvent(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.json(presentEvent(event, c.get('caller').account.timeZone), 200);
  });
