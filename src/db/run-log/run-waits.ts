import { and, eq, isNotNull, isNull, or, sql } from 'drizzle-orm';
import { waitKey } from '../../shared/flows/wait-key';
import { isOwned } from '../conversations/conversation-statements';
import { insertRequestEvents } from '../requests/request-events';
import type { RequestRow } from '../requests/requests';
import { type RunProgress, runStatements, STEP_PRIMARY_KEY, type StepRecord } from '../runs/run-statements';
import { isOfStep, type SettleInput } from '../runs/wait-statements';
import { channels, messages, requestSteps, requests } from '../schema';
import { runBatch } from '../sql/batch';
import { type Database, fromExcluded } from '../sql/database';
import { type NewWait, openWaitStatements } from './open-wait-statements';
import { type SettledWait, settleStatements, toSettledWait, type Wait } from './settle-statements';

export type WaitingFor = NonNullable<RequestRow['waitingFor']>;

/**
 * The waits of flow runs. One batch settles a wait, whatever woke the run. Events only wake the run, so a lost event
 * does no harm, and a reply that races with the timeout is settled once.
 */
export const runWaitsRepository = (db: Database) => {
  const { insertCompletedSteps, updateLiveRequest } = runStatements(db);

  return {
    /** Opens a wait and settles it, in case that it has ended already; one round trip. Repeating it changes nothing. */
    async openWait(run: NewWait & { progress: RunProgress }): Promise<SettledWait> {
      const { progress, wait, accountId, requestId, at, now } = run;
      const isOpened = sql`exists (select 1 from ${requestSteps} where ${isOfStep(requestSteps, run, at)})`;
      const event = { accountId, requestId, type: 'request.handed_over' as const, outcome: null };
      const results = await runBatch(db, {
        events: wait.for === 'person' ? insertRequestEvents(db, [event], now, isOpened) : [],
        ...openWaitStatements(db, run, progress),
        ...settleStatements(db, run, wait),
      });
      return toSettledWait(results);
    },

    /** Settles a wait, once, if it has ended; one round trip. */
    async settleWait(run: SettleInput & { wait: Wait }): Promise<SettledWait> {
      return toSettledWait(await runBatch(db, settleStatements(db, run, run.wait)));
    },

    /**
     * Suspends a run before a send, until an instant, until its channel works again or is not limited any more (`isLimited`), or
     * (`isOwned`) until the conversation is
     * given back to the flows. `mustWait` is false if the channel has been fixed or deleted, if the conversation is not owned, or
     * if a status has reported that the message was sent.
     */
    async suspend(
      run: SettleInput & {
        at: StepRecord;
        progress: RunProgress;
        heldChannelId: string | null;
        isOwned: boolean;
        isLimited?: boolean;
      },
    ): Promise<{ live: boolean; mustWait: boolean }> {
      const { at, progress, now, nextCheckAt, sleepUntil, heldChannelId, accountId, requestId } = run;
      const isUsable = and(
        eq(channels.accountId, accountId),
        sql`${channels.channelId} = ${heldChannelId}`,
        or(isNull(run.isLimited ? channels.limits : channels.brokenAt), isNotNull(channels.deletedAt)),
      );
      const isSent = and(isOfStep(messages, run, at), isNotNull(messages.wamid));
      const isGivenBack = and(
        eq(requests.requestId, requestId),
        sql`${run.isOwned ? 1 : 0} and not ${isOwned({ accountId, channelId: requests.channelId, address: requests.address })}`,
      );
      const isOver = sql`exists (select 1 from ${channels} where ${isUsable})
        or exists (select 1 from ${messages} where ${isSent}) or (${isGivenBack})`;
      const { updated, usableChannels, sentMessages, givenBack } = await runBatch(db, {
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
        givenBack: db.select({ requestId: requests.requestId }).from(requests).where(isGivenBack),
        completed: insertCompletedSteps(run, progress.completedSteps, now),
      });
      return {
        live: updated.length > 0,
        mustWait: usableChannels.length + sentMessages.length + givenBack.length === 0,
      };
    },
  };
};

export type RunWaitsRepository = ReturnType<typeof runWaitsRepository>;
