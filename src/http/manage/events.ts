import { listEvents } from '../../domain/events/list-events';
import { loadEvent } from '../../domain/events/load-event';
import { replayEvent } from '../../domain/events/replay-event';
import { isTypePattern } from '../../domain/outbox/event-types';
import { pollEvents } from '../../domain/outbox/poll-events';
import { isId } from '../../shared/crypto/ids';
import { EVENT_STATES, EVENT_TYPES, SUBSCRIPTION_INCLUDES } from '../../shared/flows/statuses';
import { idParams, jsonResponse, problem } from '../openapi/declarations';
import { newApi, operation, z } from '../openapi/operation';
import { oneOrMany } from '../request/one-or-many';
import { listOf, pageQuery, presentPage, toPageParams } from '../request/pagination';
import { EventResource } from '../resources/event';
import { InboundEventResource, presentInboundEvent, WholeInboundEvent } from '../resources/inbound-event';

/** The types that this list had before it became that of the account's own events; a later major version drops them. */
const OLD_TYPES = EVENT_TYPES.filter((type) => !isTypePattern(type));
type OldType = (typeof EVENT_TYPES)[number];
const isOldType = (type: string): type is OldType => OLD_TYPES.some((old) => old === type);

const typeFilter = z
  .string()
  .max(100)
  .refine((text) => isTypePattern(text) || isOldType(text), {
    message: 'must be a type of GET /v1/event_types, a prefix such as request.*, or *',
  });

const poll = operation({
  method: 'get',
  path: '/v1/events',
  scope: 'settings:read',
  summary: 'Poll the events of the last 30 days, in their order: the bodies that subscriptions get',
  request: {
    query: z.object({
      after: z
        .string()
        .max(64)
        .refine((text) => text === '' || isId('evt', text), { message: 'must be the id of an event' })
        .optional()
        .meta({ description: 'The id of the last event that you have; without it, the list begins with the oldest' }),
      type: typeFilter.optional().meta({
        description:
          'A type or a prefix such as `request.*`. Deprecated: `inbound.…`, which `GET /v1/inbound_events` lists',
      }),
      include: oneOrMany(SUBSCRIPTION_INCLUDES).optional().meta({ description: '`customer` needs `users:read`' }),
      state: z.enum(EVENT_STATES).optional().meta({ description: 'Deprecated: for `inbound.…`' }),
      ...pageQuery('evt'),
    }),
  },
  responses: {
    200: jsonResponse(
      'Events, the oldest first',
      z.union([listOf(EventResource, 'EventList'), listOf(InboundEventResource, 'InboundEventList')]),
    ),
  },
});
const missing = problem('The account has no such event');
const show = operation({
  method: 'get',
  path: '/v1/events/{id}',
  scope: 'users:read',
  deprecated: true,
  summary: 'Deprecated: use /v1/inbound_events/{id}',
  request: { params: idParams },
  responses: { 200: jsonResponse('The event', WholeInboundEvent), 404: missing },
});
const replay = operation({
  method: 'post',
  path: '/v1/events/{id}/replay',
  scope: 'settings:write',
  deprecated: true,
  summary: 'Deprecated: use /v1/inbound_events/{id}/replay',
  request: { params: idParams },
  responses: {
    200: jsonResponse('The queued event', InboundEventResource),
    404: missing,
    409: problem('The event is not an inbound event'),
    503: problem('The event cannot be queued now; try again later'),
  },
});

export const eventsApi = newApi()
  .openapi(poll, async (c) => {
    const { timeZone } = c.get('caller').account;
    const { type, state, after, include, ...query } = c.req.valid('query');
    const oldType = type !== undefined && isOldType(type) ? type : undefined;
    if (oldType !== undefined || state !== undefined) {
      const filter = { ...(oldType && { type: oldType }), ...(state && { state }) };
      const page = await listEvents(c.get('deps'), c.get('caller'), { filter, page: toPageParams(query) });
      return c.json(
        presentPage(page, (row) => presentInboundEvent(row, timeZone), 'eventId'),
        200,
      );
    }
    const page = await pollEvents(c.get('deps'), c.get('caller'), {
      after: query.cursor ?? (after === '' ? null : (after ?? null)),
      types: type === undefined ? [] : [type],
      includesCustomer: include?.includes('customer') ?? false,
      limit: query.limit,
    });
    return c.json(
      presentPage(page, (event) => event, 'id'),
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
