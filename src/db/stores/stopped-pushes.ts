import { inArray, type SQL, sql } from 'drizzle-orm';
import { pushes, requests, stores } from '../schema';

/** The condition that a push waits for its next attempt. An attempt in flight ends with the merchant's response. */
export const isAwaitingAttempt = inArray(pushes.state, ['pending', 'retrying', 'blocked']);

/** The condition that the merchant has answered 2xx and only the verification is open. */
export const isAcceptedByMerchant = (verification: SQL | typeof pushes.verification): SQL =>
  sql`coalesce(${verification} ->> '$.awaiting' or ${verification} ->> '$.mismatches' > 0, 0)`;

/** Returns the state of a push that is stopped: `unverified` if the merchant has accepted it, else `cancelled`. */
export const stoppedState = (verification: SQL | typeof pushes.verification): SQL =>
  sql`iif(${isAcceptedByMerchant(verification)}, 'unverified', 'cancelled')`;

/** The condition that a push must not be sent any more: its request is cancelled, or its store deleted. */
export const isStopped = sql`(exists (select 1 from ${requests} where ${requests.requestId} = ${pushes.requestId}
    and ${requests.status} = 'cancelled')
  or exists (select 1 from ${stores} where ${stores.storeId} = ${pushes.storeId} and ${stores.deletedAt} is not null))`;

/** The columns of a push that is stopped before its next attempt. */
export const stoppedColumns = (now: number) => ({
  state: stoppedState(pushes.verification),
  deliveredAt: sql`iif(${isAcceptedByMerchant(pushes.verification)}, ${pushes.updatedAt}, null)`,
  visibleAt: null,
  nextAttemptAt: null,
  updatedAt: now,
});
