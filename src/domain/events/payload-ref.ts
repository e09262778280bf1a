/** Returns the R2 key of an inbound event's payload. */
export const payloadRefOf = (eventId: string): string => `inbound/${eventId}`;
