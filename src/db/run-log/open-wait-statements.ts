import { and, eq, isNull, type SQL, sql } from 'drizzle-orm';
import { waitKey } from '../../shared/flows/wait-key';
import { textOrEmpty } from '../../shared/json/read-json';
import { reportChange } from '../conversations/conversation-events';
import { handOverStatements } from '../conversations/conversation-statements';
import { addressOfKey, currentKey } from '../customers/customer-names';
import {
  isStep,
  ofRequest,
  type RunKey,
  type RunProgress,
  requestIsLive,
  runStatements,
  STEP_PRIMARY_KEY,
  type StepRecord,
} from '../runs/run-statements';
import type { SettleInput } from '../runs/wait-statements';
import { channels, conversations, orders, requestSteps, requests } from '../schema';
import type { Database } from '../sql/database';
import type { SqlValue } from '../sql/sql-value';
import type { Wait } from './settle-statements';

export type NewWait = SettleInput & {
  at: StepRecord;
  deadline: number | null;
  wait: Wait;
  /** The customer's channel and address, for a run that waits for them before it has sent a message. */
  customer: { channelId: string | null; address: string | null } | null;
};

/** The account's channel if it has exactly one. */
export const onlyChannel = (accountId: SqlValue) =>
  sql`(select max(${channels.channelId}) from ${channels} where ${channels.accountId} = ${accountId}
    and ${channels.deletedAt} is null having count(*) = 1)`;

/** The phone of the request's order, in digits. */
const phoneOfOrder = (accountId: string) =>
  sql`ltrim((select ${orders.phone} from ${orders} where ${orders.accountId} = ${accountId}
    and ${orders.storeId} = ${requests.storeId} and ${orders.orderId} = ${requests.objectId}), '+')`;

/** The condition that a conversation is that of a request. */
const isConversationOf = (run: RunKey): SQL | undefined =>
  and(
    eq(conversations.channelId, ofRequest(requests.channelId, run)),
    eq(conversations.userKey, currentKey(run.accountId, ofRequest(requests.address, run))),
  );

/** Returns the statements that open a wait; repeating them changes nothing. `settleStatements` must follow in the same batch. */
export function openWaitStatements(db: Database, run: NewWait, progress: RunProgress) {
  const { insertCompletedSteps, updateLiveRequest } = runStatements(db);
  const { at, now, deadline, nextCheckAt, wait, customer, accountId, requestId } = run;
  const isFirst = sql`${requestIsLive(run)} and not exists (select 1 from ${requestSteps} where ${isStep(run, at)})`;
  return {
    opened: updateLiveRequest(run, progress, {
      status: 'waiting',
      openWait: waitKey(at),
      waitingFor: wait.for,
      updatedAt: now,
      nextCheckAt,
      ...(customer && {
        channelId: sql`coalesce(${requests.channelId}, ${customer.channelId ?? onlyChannel(accountId)})`,
        address: sql`coalesce(${requests.address}, ${addressOfKey(accountId, sql`${requests.userKey}`)},
          ${customer.address}, ${phoneOfOrder(accountId)})`,
      }),
    }),
    // With the channel and address that the request has by now.
    handedOver:
      wait.for === 'person'
        ? [
            handOverStatements(db, run, { note: textOrEmpty(at.detail.note), now }, isFirst),
            reportChange(db, accountId, now, isConversationOf(run)),
          ]
        : [],
    waitStep: db
      .insert(requestSteps)
      .values({ ...at, accountId, requestId, status: 'waiting', deadline, startedAt: now })
      .onConflictDoUpdate({
        target: STEP_PRIMARY_KEY,
        set: { status: 'waiting' },
        setWhere: isNull(requestSteps.result),
      }),
    completed: insertCompletedSteps(run, progress.completedSteps, now),
  };
}
