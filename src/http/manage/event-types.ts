import { eventExample, eventSchema } from '../../domain/outbox/event-schema';
import { EVENT_TYPE_NAMES } from '../../domain/outbox/event-types';
import { EVENT_CATALOGUE } from '../../shared/events/event-catalogue';
import type { JsonObject } from '../../shared/json/json';
import { jsonResponse } from '../openapi/declarations';
import { newApi, operation, z } from '../openapi/operation';
import { listOf } from '../request/pagination';
import { JsonRecord } from '../resources/common';

const EventTypeResource = z
  .object({
    type: z.enum(EVENT_TYPE_NAMES),
    description: z.string(),
    schema: JsonRecord.meta({ description: 'The JSON Schema of the body' }),
    example: JsonRecord,
  })
  .meta({ id: 'EventType' });

const list = operation({
  method: 'get',
  path: '/v1/event_types',
  scope: 'settings:read',
  summary: 'List the types of events that a subscription can have; all are in one answer',
  request: {},
  responses: { 200: jsonResponse('Every type', listOf(EventTypeResource, 'EventTypeList')) },
});

export const eventTypesApi = newApi().openapi(list, (c) => {
  const data = EVENT_TYPE_NAMES.map((type) => ({
    type,
    description: EVENT_CATALOGUE[type].description,
    schema: z.toJSONSchema(eventSchema(type), { io: 'input' }) as JsonObject,
    example: { ...eventExample(type) } as JsonObject,
  }));
  return c.json({ data, next_cursor: null }, 200);
});
