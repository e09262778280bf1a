import type { AccountEvent } from '../../db/events';
import { loadEvent } from '../../domain/events/load-event';
import { replayEvent } from '../../domain/events/replay-event';
import { EVENT_STATES, EVENT_TYPES } from '../../shared/statuses';
import { formatInstant } from '../../shared/time-zone';
import { jsonResponse, newApi, operation, problem, z } from '../operation';
import { cursorAfter, nextCursor, pageQuery } from '../pagination';
import { Instant, JsonRecord } from '../resources/common';

const members = {
  event_id: z.string(),
  type: z.enum(EVENT_TYPES),
  about: JsonRecord,
  state: z.enum(EVENT_STATES).nullable().meta({ description: 'Of an inbound event: what became of it' }),
  created_at: Instant,
};
const EventResource = z.object(members).meta({ id: 'Event' });
const EventWithBody = z
  .object({
    ...members,
    body: JsonRecord.nullable().meta({ description: 'What was sent, as it was queued; null of a warning' }),
  })
  .meta({ id: 'WholeEvent' });
const EventList = z.object({ data: z.array(EventResource), next_cursor: nextCursor }).meta({ id: 'EventList' });

const list = operation({
  method: 'get',
  path: '/v1/events',
  scope: 'settings:read',
  summary: 'What the account should know of: warnings, and for 7 days everything that came in from Meta and Shopify',
  request: {
    query: z.object({
      type: z.enum(EVENT_TYPES).optional(),
      state: z.enum(EVENT_STATES).optional(),
      ...pageQuery('evt'),
    }),
  },
  responses: { 200: jsonResponse('A page of events', EventList) },
});
const params = z.object({ id: z.string().max(64) });
const missing = problem('The account has no such event');
const show = operation({
  method: 'get',
  path: '/v1/events/{id}',
  scope: 'users:read',
  summary: 'One event with what came in',
  request: { params },
  responses: { 200: jsonResponse('The event', EventWithBody), 404: missing },
});
const replay = operation({
  method: 'post',
  path: '/v1/events/{id}/replay',
  scope: 'settings:write',
  summary: 'Apply an inbound event again; what it did already is not done twice',
  request: { params },
  responses: {
    200: jsonResponse('The event, queued', EventResource),
    404: missing,
    409: problem('It is no inbound event'),
    503: problem('The queue does not take it now'),
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
    const { accountId, timeZone } = c.get('caller').account;
    const { type, state, limit, cursor } = c.req.valid('query');
    const filter = { ...(type && { type }), ...(state && { state }) };
    const { rows, more } = await c.get('deps').events.list(accountId, filter, { limit, after: cursor ?? null });
    const last = rows.at(-1);
    const data = rows.map((row) => presentEvent(row, timeZone));
    return c.json({ data, next_cursor: more && last ? cursorAfter(last.eventId) : null }, 200);
  })
  .openapi(show, async (c) => {
    const event = await loadEvent(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.json({ ...presentEvent(event, c.get('caller').account.timeZone), body: event.body }, 200);
  })
  .openapi(replay, async (c) => {
    const event = await replayEvent(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.json(presentEvent(event, c.get('caller').account.timeZone), 200);
  });
