import { sql } from 'drizzle-orm';
import { eventDeliveries } from '../schema';

export type DeliveryKey = Pick<typeof eventDeliveries.$inferSelect, 'accountId' | 'subscriptionId' | 'eventId'>;

/** Returns deliveries as rows of one bound value. */
export const keysOf = (keys: DeliveryKey[]) =>
  sql`json_each(${JSON.stringify(keys.map(({ accountId, subscriptionId, eventId }) => [accountId, subscriptionId, eventId]))})`;

/** The condition that a delivery is one of these. */
export const isOneOfDeliveries = (keys: DeliveryKey[]) =>
  sql`(${eventDeliveries.accountId}, ${eventDeliveries.subscriptionId}, ${eventDeliveries.eventId}) in
    (select k.value ->> 0, k.value ->> 1, k.value ->> 2 from ${keysOf(keys)} k)`;
