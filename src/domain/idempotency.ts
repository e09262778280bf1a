import type { IdempotencyRecord } from '../db/idempotency';

/**
 * What a creating verb calls with its result just before it writes it: the row that claims the caller's idempotency key,
 * with the answer that the call gets, or null where the caller gave no key.
 */
export type MakeIdempotencyRecord<Result> = (result: Result) => Promise<IdempotencyRecord | null>;

/** For calls that have no caller, such as those of webhooks. */
export const noIdempotencyRecord = async (): Promise<null> => null;
