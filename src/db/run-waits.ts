import { and, eq, isNotNull, isNull, lte, or, sql } from 'drizzle-orm';
import { waitKey } from '../shared/wait-key';
import { runBatch } from './batch';
import { addressOfKey } from './customer-names';
import { type Database, fromExcluded } from './database';
import type { RequestRow, StepRow } from './requests';
import {
  ofRequest,
  type RunKey,
  type RunProgress,
  runStatements,
  STEP_PRIMARY_KEY,
  type StepKey,
  type StepRecord,
} from './run-statements';
import { channels, messages, orders, pushes, requestSteps, requests } from './schema';
import { isOfStep, type SettleInput, waitStatements } from './wait-statements';

export type WaitingFor = NonNullable<RequestRow['waitingFor']>;

/** The account's channel if it has exactly one. */
const onlyChannel = (accountId: string) =>
  sql`(select max(${channels.channelId}) from ${channels} where ${channels.accountId} = ${accountId}
    and ${channels.deletedAt} is null having count(*) = 1)`;

/** The phone of the request's order, in digits. */
const phoneOfOrder = (accountId: string) =>
  sql`ltrim((select ${orders.phone} from ${orders} where ${orders.accountId} = ${accountId}
    and ${orders.storeId} = ${requests.storeId} and ${orders.orderId} = ${requests.objectId}), '+')`;

/**
 * The waits of flow runs. One batch settles a wait, whatever woke the run. Events only wake the run, so a lost event
 * does no harm, and a reply that races with the timeout is settled once.
 */
export const runWaitsRepository = (db: Database) => {
  const { insertCompletedSteps, updateLiveRequest } = runStatements(db);
  const { claimReply: takeReply, settle, closeWait, postponeCheck: sleepOn, selectStep } = waitStatements(db);

  return {
    /** Opens a wait. Repeating it changes nothing. */
    async openWait(
      run: RunKey & {
        at: StepRecord;
        progress: RunProgress;
        now: number;
        deadline: number | null;
        nextCheckAt: number;
        waitingFor: WaitingFor;
        /** The customer's channel and address, for a run that waits for them before it has sent a message. */
        customer: { channelId: string | null; address: string | null } | null;
      },
    ): Promise<{ live: boolean; step: StepRow | undefined }> {
      const { at, progress, now, deadline, nextCheckAt, waitingFor, customer, accountId, requestId } = run;
      const { updated, steps } = await runBatch(db, {
        updated: updateLiveRequest(run, progress, {
          status: 'waiting',
          openWait: waitKey(at),
          waitingFor,
          updatedAt: now,
          nextCheckAt,
          ...(customer && {
            channelId: sql`coalesce(${requests.channelId}, ${customer.channelId ?? onlyChannel(accountId)})`,
            address: sql`coalesce(${requests.address}, ${addressOfKey(accountId, sql`${requests.userKey}`)},
              ${customer.address}, ${phoneOfOrder(accountId)})`,
          }),
        }),
        step: db
          .insert(requestSteps)
          .values({ ...at, accountId, requestId, status: 'waiting', deadline, startedAt: now })
          .onConflictDoUpdate({
            target: STEP_PRIMARY_KEY,
            set: { status: 'waiting' },
            setWhere: isNull(requestSteps.result),
          }),
        steps: selectStep(run, at),
        completed: insertCompletedSteps(run, progress.completedSteps, now),
      });
      return { live: updated.length > 0, step: steps[0] };
    },

    /**
     * Suspends a run before a send, until an instant or until its channel works again. `mustWait` is false if the channel has
     * been fixed or deleted, or if a status has reported that the message was sent.
     */
    async suspend(
      run: SettleInput & { at: StepRecord; progress: RunProgress; heldChannelId: string | null },
    ): Promise<{ live: boolean; mustWait: boolean }> {
      const { at, progress, now, nextCheckAt, sleepUntil, heldChannelId, accountId, requestId } = run;
      const isUsable = and(
        eq(channels.accountId, accountId),
        sql`${channels.channelId} = ${heldChannelId}`,
        or(isNull(channels.brokenAt), isNotNull(channels.deletedAt)),
      );
      const isSent = and(isOfStep(messages, run, at), isNotNull(messages.wamid));
      const isOver = sql`exists (select 1 from ${channels} where ${isUsable})
        or exists (select 1 from ${messages} where ${isSent})`;
      const { updated, usableChannels, sentMessages } = await runBatch(db, {
        updated: updateLiveRequest(run, progress, {
          status: 'waiting',
          openWait: waitKey(at),
          waitingFor: 'delivery',
          heldChannelId,
          updatedAt: now,
          // If the run crashes before it reads `mustWait`, only the sweep at `nextCheckAt` can wake it.
          nextCheckAt: sql`iif(${isOver}, ${nextCheckAt}, ${sleepUntil})`,
        }),
        step: db
          .insert(requestSteps)
          .values({ ...at, accountId, requestId, status: 'waiting', startedAt: now })
          .onConflictDoUpdate({
            target: STEP_PRIMARY_KEY,
            set: { status: 'waiting', ...fromExcluded(requestSteps, ['detail']) },
            setWhere: isNull(requestSteps.result),
          }),
        usableChannels: db.select({ channelId: channels.channelId }).from(channels).where(isUsable),
        sentMessages: db.select({ messageId: messages.messageId }).from(messages).where(isSent),
        completed: insertCompletedSteps(run, progress.completedSteps, now),
      });
      return { live: updated.length > 0, mustWait: usableChannels.length + sentMessages.length === 0 };
    },

    /**
     * Settles a wait for a reply, once. A stored reply takes precedence, then an opt-out, then the failure of the message of
     * `questionStep`, then the deadline; else the wait stays open.
     */
    async settleReplyWait(run: SettleInput & { questionStep: StepKey | null }) {
      const { at, now, questionStep } = run;
      const optedOut = ofRequest(requests.optedOutAt, run);
      const replyId = sql`(select ${messages.messageId} from ${messages} where ${isOfStep(messages, run, at)})`;
      const isUndelivered =
        questionStep === null
          ? sql`0`
          : sql`exists (select 1 from ${messages} where ${isOfStep(messages, run, questionStep)}
              and ${messages.status} = 'failed')`;
      const { steps, replies } = await runBatch(db, {
        taken: takeReply(run, at),
        settled: settle(
          run,
          at,
          now,
          sql`(${replyId} is not null or ${requestSteps.deadline} <= ${now} or ${optedOut} is not null or ${isUndelivered})`,
          sql`'message_id', ${replyId}, 'opted_out', iif(${replyId} is null and ${optedOut} is not null, 1, 0),
            'undelivered', iif(${replyId} is null and ${optedOut} is null and ${isUndelivered}, 1, 0)`,
        ),
        closed: closeWait(run, {
          optedOutAt: sql`iif(${replyId} is null, null, ${requests.optedOutAt})`,
          turn: sql`${requests.turn} + (${replyId} is not null)`,
          answersSince: sql`coalesce((select ${messages.createdAt} from ${messages}
            where ${messages.messageId} = ${replyId}), ${requests.answersSince})`,
        }),
        asleep: sleepOn(run),
        steps: selectStep(run, at),
        replies: db
          .select()
          .from(messages)
          .where(isOfStep(messages, run, at)),
      });
      return { step: steps[0], reply: replies[0] };
    },

    /** Ends a timer that is due. */
    async settleTimer(run: SettleInput): Promise<StepRow | undefined> {
      const { at, now } = run;
      const { steps } = await runBatch(db, {
        settled: settle(run, at, now, lte(requestSteps.deadline, now), sql`'timer', 1`),
        closed: closeWait(run),
        asleep: sleepOn(run),
        steps: selectStep(run, at),
      });
      return steps[0];
    },

    /** Ends a wait for a push that has ended. */
    async settlePushWait(run: SettleInput): Promise<StepRow | undefined> {
      const { at, now } = run;
      const push = sql`from ${pushes} where ${isOfStep(pushes, run, at)}`;
      const { steps } = await runBatch(db, {
        settled: settle(
          run,
          at,
          now,
          sql`exists (select 1 ${push} and ${pushes.visibleAt} is null)`,
          sql`'push_id', (select ${pushes.pushId} ${push}), 'state', (select ${pushes.state} ${push}),
            'held', (select ${pushes.held} ${push})`,
        ),
        closed: closeWait(run),
        asleep: sleepOn(run),
        steps: selectStep(run, at),
      });
      return steps[0];
    },

    /** Ends a handover wait once a person has chosen the step to resume at. */
    async settleHandOver(run: SettleInput): Promise<StepRow | undefined> {
      const { at, now } = run;
      const resume = ofRequest(requests.resumeStep, run);
      const { steps } = await runBatch(db, {
        settled: settle(run, at, now, sql`${resume} is not null`, sql`'resume', ${resume}`),
        // Messages sent before the run resumed must not answer the run's later questions.
        closed: closeWait(run, { answersSince: sql`${now}` }),
        asleep: sleepOn(run),
        steps: selectStep(run, at),
      });
      return steps[0];
    },
  };
};

export type RunWaitsRepository = ReturnType<typeof runWaitsRepository>;
