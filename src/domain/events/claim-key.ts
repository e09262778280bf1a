/** Where the content of an inbound event lies in the bucket. */
export const claimKey = (eventId: string): string => `inbound/${eventId}`;
