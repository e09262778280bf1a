import { z } from 'zod';
import type { AccountEvent } from '../../db/events/events';
import { EVENT_STATES, EVENT_TYPES } from '../../shared/flows/statuses';
import { formatInstant } from '../../shared/time/time-zone';
import { Instant, JsonRecord } from './common';

const members = {
  event_id: z.string(),
  type: z.enum(EVENT_TYPES),
  about: JsonRecord,
  state: z.enum(EVENT_STATES).nullable().meta({ description: 'The processing state of an inbound event' }),
  created_at: Instant,
};
export const InboundEventResource = z.object(members).meta({ id: 'InboundEvent' });
export const WholeInboundEvent = z
  .object({
    ...members,
    body: JsonRecord.nullable().meta({ description: 'The event as it was queued; null for a warning' }),
  })
  .meta({ id: 'WholeInboundEvent' });

export const presentInboundEvent = (row: AccountEvent, zone: string): z.infer<typeof InboundEventResource> => ({
  event_id: row.eventId,
  type: row.type,
  about: row.about,
  state: row.state,
  created_at: formatInstant(row.createdAt, zone),
});
