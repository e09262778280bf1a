import type { MakeIdempotencyRecord } from '../../domain/idempotency-record';
import type { AppliedReport } from '../../domain/shipment-events/apply-shipment-events';
import { reportShipmentEvents } from '../../domain/shipment-events/report-shipment-events';
import { ShipmentEventsInput } from '../../domain/shipment-events/shipment-event-input';
import { jsonRequestBody, jsonResponse, problem } from '../openapi/declarations';
import { newApi, operation, z } from '../openapi/operation';
import { parseInstants } from '../request/parse-instants';
import { withIdempotency } from '../request/with-idempotency';

const ReportedEvents = z
  .object({
    data: z.array(
      z.object({
        shipment_id: z.string(),
        event_id: z.string(),
        applied: z.boolean(),
        why: z.enum(['duplicate', 'late', 'unknown_order', 'older_than_48h', 'not_leading']).nullable(),
        request_ids: z.array(z.string()).meta({ description: 'The requests that the event started' }),
      }),
    ),
  })
  .meta({ id: 'ReportedShipmentEvents', description: 'One item for each event, in their order' });

const report = operation({
  method: 'post',
  path: '/v1/shipment_events',
  scope: 'shipments:write',
  creates: true,
  summary: 'Report what happened to parcels',
  request: { body: jsonRequestBody(ShipmentEventsInput) },
  responses: {
    200: jsonResponse('What each event did', ReportedEvents),
    404: problem('The account has no such store'),
  },
});

/** Parses the times of the events in the account's time zone. Fails with validation_failed, with a pointer to each wrong one. */
function withTimes(body: z.infer<typeof ShipmentEventsInput>, zone: string) {
  const events = 'data' in body ? body.data : [body];
  const pointerOf = (i: number, member: string) => `${'data' in body ? `/data/${i}` : ''}/event/${member}`;
  const texts = events.flatMap(({ event: { at, hold_until } }, i) => [
    [pointerOf(i, 'at'), at],
    [pointerOf(i, 'hold_until'), hold_until],
  ]);
  const times = parseInstants(Object.fromEntries(texts), zone, (pointer) => pointer);
  return events.map((input, i) => ({
    input,
    at: times[pointerOf(i, 'at')] ?? 0,
    holdUntil: times[pointerOf(i, 'hold_until')] ?? null,
  }));
}

export const shipmentEventsApi = newApi().openapi(report, async (c) => {
  const { accountId, timeZone } = c.get('caller').account;
  const body = await withIdempotency(
    c,
    accountId,
    (makeRecord: MakeIdempotencyRecord<AppliedReport[]>) =>
      reportShipmentEvents(c.get('deps'), c.get('caller'), withTimes(c.req.valid('json'), timeZone), makeRecord),
    (results) => ({
      data: results.map(({ shipmentId, eventId, applied, why, requestIds }) => ({
        shipment_id: shipmentId,
        event_id: eventId,
        applied,
        why,
        request_ids: requestIds,
      })),
    }),
  );
  return c.json(body, 200);
});
