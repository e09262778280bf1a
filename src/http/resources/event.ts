import { z } from 'zod';
import { EVENT_TYPE_NAMES } from '../../domain/outbox/event-types';
import { Instant, JsonRecord } from './common';

/** An event of any type; `GET /v1/event_types` has the schema of each. */
export const EventResource = z
  .object({
    id: z.string(),
    type: z.enum(EVENT_TYPE_NAMES),
    timestamp: Instant,
    api_version: z.string(),
    account_id: z.string(),
    data: JsonRecord,
  })
  .meta({ id: 'Event' });
