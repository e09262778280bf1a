import type { IdempotencyRecord } from '../db/idempotency';

/**
 * Makes the idempotency record of a created object: the row with the caller's key and the response, which the creating verb
 * writes in the same batch as the object. Null for a call without an idempotency key.
 */
export type MakeIdempotencyRecord<Result> = (result: Result) => Promise<IdempotencyRecord | null>;

/** For calls without a caller, such as those from webhooks. */
export const noIdempotencyRecord = async (): Promise<null> => null;
