import type { AccountEvent } from '../../db/events/events';
import type { JsonObject } from '../../shared/json/json';
import { textOrNull } from '../../shared/json/read-json';
import type { WebhookEvent } from '../inbound-event';

const TYPES = { message: 'inbound.message', status: 'inbound.status', account: 'inbound.account' } as const;
const MAX_NAME_LENGTH = 300;

function eventReference({ channel_id, waba_id, field, value }: WebhookEvent): JsonObject {
  const [wamid, status] = [
    textOrNull(value.id)?.slice(0, MAX_NAME_LENGTH),
    textOrNull(value.status)?.slice(0, MAX_NAME_LENGTH),
  ];
  return {
    channel_id,
    waba_id,
    field: field.slice(0, MAX_NAME_LENGTH),
    ...(wamid === undefined ? {} : { wamid }),
    ...(status === undefined ? {} : { status }),
  };
}

/** Returns the row of a raw event. Rows are kept for 7 days for inspection and replay; erasing `userKey` deletes them. */
export const rawEvent = (
  event: WebhookEvent,
  state: NonNullable<AccountEvent['state']>,
  userKey: string | null,
): AccountEvent => ({
  eventId: event.event_id,
  accountId: event.account_id,
  type: TYPES[event.type],
  about: eventReference(event),
  dedupeKey: event.cause,
  createdAt: event.received_at,
  state,
  // A payload in R2 is not stored a second time.
  body: event.claim === null ? event : { ...event, value: {}, contact: null },
  userKey,
  deliveryId: null,
});
