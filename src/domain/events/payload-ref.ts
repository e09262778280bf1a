/** Where the content of an inbound event lies in the bucket. */
export const payloadRefOf = (eventId: string): string => `inbound/${eventId}`;
