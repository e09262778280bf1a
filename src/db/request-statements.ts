import { sql } from 'drizzle-orm';
import { type Database, rowsOf } from './database';
import type { RequestRow } from './requests';
import { pushes, requests } from './schema';
import { isAwaitingAttempt, stoppedColumns } from './stopped-pushes';

/**
 * The statements that write accepted requests, and give those written; one whose cause has started a request before starts
 * no other.
 */
export const insertRequests = (db: Database, rows: RequestRow[]) =>
  rowsOf(requests, rows).map((values) =>
    db.insert(requests).select(values).onConflictDoNothing().returning({ requestId: requests.requestId }),
  );

/**
 * The statements that end live requests and what they still had to push; the last one gives the pushes that this
 * releases. A push that is just being sent ends by what the merchant answers. Doing it again changes nothing.
 */
export function cancelRequests(
  db: Database,
  {
    accountId,
    requestIds,
    outcome,
    now,
    visibleAt,
  }: { accountId: string; requestIds: string[]; outcome: string | null; now: number; visibleAt: number },
) {
  const chosen = sql`(select value from json_each(${JSON.stringify(requestIds)}))`;
  return [
    db
      .update(pushes)
      .set(stoppedColumns(now))
      .where(
        sql`request_id in (select request_id from requests where request_id in ${chosen} and account_id = ${accountId}
          and wake_at is not null) and ${isAwaitingAttempt}`,
      ),
    db
      .update(requests)
      .set({
        status: 'cancelled',
        outcome,
        openWait: null,
        waitingFor: null,
        nextCheckAt: null,
        updatedAt: now,
        completedAt: now,
      })
      .where(sql`account_id = ${accountId} and request_id in ${chosen}
        and wake_at is not null`),
    db
      .update(pushes)
      .set({ state: 'pending', nextAttemptAt: now, visibleAt, updatedAt: now })
      .where(
        sql`push_id in (select n.push_id from pushes c join pushes n on n.id_store = c.id_store
            and n.object_type = c.object_type and n.object_id = c.object_id and n.sequence > c.sequence
          where c.request_id in ${chosen} and c.account_id = ${accountId} and c.state in ('cancelled', 'unverified')
            and n.state = 'blocked'
            and not exists (select 1 from pushes e where e.id_store = n.id_store and e.object_type = n.object_type
              and e.object_id = n.object_id and e.sequence < n.sequence and e.held_until is not null))`,
      )
      .returning({ pushId: pushes.pushId, accountId: pushes.accountId }),
  ] as const;
}
