import { EVENT_TYPES } from '../../shared/statuses';
import { formatInstant } from '../../shared/zone';
import { answers, newApi, operation, z } from '../operation';
import { cursorAfter, nextCursor, pageQuery } from '../page-query';
import { Instant, JsonRecord } from '../resources/common';

const EventResource = z
  .object({ event_id: z.string(), type: z.enum(EVENT_TYPES), about: JsonRecord, created_at: Instant })
  .meta({ id: 'Event' });
const EventList = z.object({ data: z.array(EventResource), next_cursor: nextCursor }).meta({ id: 'EventList' });

const list = operation({
  method: 'get',
  path: '/v1/events',
  scope: 'settings:read',
  summary: 'What the account should know of: stores that fail or are paused',
  request: { query: z.object({ type: z.enum(EVENT_TYPES).optional(), ...pageQuery('evt') }) },
  responses: { 200: answers('A page of events', EventList) },
});

export const eventsApi = newApi().openapi(list, async (c) => {
  const { accountId, timeZone } = c.get('caller').account;
  const { type, limit, cursor } = c.req.valid('query');
  const { rows, more } = await c.get('deps').events.list(accountId, type, { limit, after: cursor ?? null });
  const data = rows.map((row) => ({
    event_id: row.eventId,
    type: row.type,
    about: row.about,
    created_at: formatInstant(row.createdAt, timeZone),
  }));
  const last = rows.at(-1);
  return c.json({ data, next_cursor: more && last ? cursorAfter(last.eventId) : null }, 200);
});
