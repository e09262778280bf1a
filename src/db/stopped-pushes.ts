import { type SQL, sql } from 'drizzle-orm';
import { pushes } from './schema';

/** The states of a push that nobody is calling the merchant for. An attempt under way ends as it ends. */
export const isAwaitingAttempt = sql`state in ('pending', 'retrying', 'blocked')`;

/** Whether the merchant has said 2xx to it and what is left to do is to see what stuck. */
export const isAcceptedByMerchant = (verification: SQL | typeof pushes.verification): SQL =>
  sql`coalesce(${verification} ->> '$.awaiting' or ${verification} ->> '$.mismatches' > 0, 0)`;

/** How a push ends that is not to be sent any more: `unverified` where the merchant has taken it already. */
export const stoppedState = (verification: SQL | typeof pushes.verification): SQL =>
  sql`iif(${isAcceptedByMerchant(verification)}, 'unverified', 'cancelled')`;

/** Whether a push is not to be sent any more: its request was cancelled, or its store deleted. */
export const isStopped = sql`(exists (select 1 from requests r where r.request_id = ${pushes.requestId} and r.status = 'cancelled')
  or exists (select 1 from stores s where s.id_store = ${pushes.storeId} and s.deleted_at is not null))`;

/** The columns of a push that is stopped before its next attempt. */
export const stoppedColumns = (now: number) => ({
  state: stoppedState(pushes.verification),
  deliveredAt: sql`iif(${isAcceptedByMerchant(pushes.verification)}, ${pushes.updatedAt}, null)`,
  visibleAt: null,
  nextAttemptAt: null,
  updatedAt: now,
});
