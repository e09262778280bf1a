import type { IdempotencyRecord, Reservation } from '../db/sql/idempotency';

export type { IdempotencyRecord, Reservation };

/**
 * Makes the idempotency record of a created object: the caller's key and the response. The function that creates the object
 * writes it in the same batch. Null for a call without an idempotency key.
 */
export type MakeIdempotencyRecord<Result> = (result: Result) => Promise<IdempotencyRecord | null>;
