import { z } from 'zod';
import { EVENT_CATALOGUE, type EventType } from '../../shared/events/event-catalogue';
import { EVENTS_API_VERSION, type EventBody } from './event-body';
import { hasCustomer } from './has-customer';

const instant = z.string().meta({ description: "RFC 3339 with milliseconds, in the account's time zone" });

/** Returns the schema of the body of a type of event. */
export function eventSchema(type: EventType) {
  const { facts, subject, description } = EVENT_CATALOGUE[type];
  const customer = z
    .object({ user_key: z.string() })
    .nullable()
    .optional()
    .meta({ description: 'Only with `include: ["customer"]`; null if the customer was erased' });
  const content = z.record(z.string(), z.unknown()).nullable().optional();
  return z
    .object({
      id: z.string().meta({ description: 'The same in every delivery of the event, and its `webhook-id`' }),
      type: z.literal(type),
      timestamp: instant,
      api_version: z.string(),
      account_id: z.string(),
      data: z.object({
        ...facts.shape,
        sequence: z
          .number()
          .int()
          .meta({ description: 'Counts the events of the object; 1 again when it has had none for 30 days' }),
        url: z.string().nullable().meta({ description: 'The address of the object, relative to the API' }),
        ...(hasCustomer(type) ? { customer } : {}),
        ...(subject === 'message' ? { content } : {}),
      }),
    })
    .meta({ description });
}

/** Returns an example of the body of a type of event. */
export function eventExample(type: EventType): EventBody {
  const { example, url } = EVENT_CATALOGUE[type];
  const facts: Record<string, unknown> = example;
  return {
    id: 'evt_06fbhqs9kz0v7m1r4t8x2c5d6e',
    type,
    timestamp: '2026-11-29T10:31:00.000+01:00',
    api_version: EVENTS_API_VERSION,
    account_id: 'acc_06fbhqrdv1x5z8c3m7n0p4q6r2',
    data: {
      ...(example as EventBody['data']),
      sequence: 1,
      url: url.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(facts[name])),
    },
  };
}
