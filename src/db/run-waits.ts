import { and, eq, isNull, sql } from 'drizzle-orm';
import { addressOfKey } from './customer-names';
import type { Database } from './database';
import type { RequestRow, StepRow } from './requests';
import {
  isStep,
  type RunKey,
  type RunProgress,
  runStatements,
  STEP_PRIMARY_KEY,
  type StepKey,
  type StepRecord,
} from './run-statements';
import { channels, messages, requestSteps, requests } from './schema';

export type WaitingFor = NonNullable<RequestRow['waitingFor']>;

/** `wakeAt` is for a run that goes on, `sleepUntil` for one that stays in its wait. */
type SettleInput = RunKey & { at: StepKey; now: number; nextCheckAt: number; sleepUntil: number };

/**
 * The waits of flow runs. What decides a wait is one batch here, whatever woke the run: an event is a wake-up only, so
 * that none can be lost and a reply at the moment of the time-out is decided once.
 */
export const runWaitsRepository = (db: Database) => {
  const { liveRequest, insertPassed, moveRequest } = runStatements(db);

  /**
   * Gives the first written reply that can answer and that nothing has taken yet to this wait; a wait takes one at most. One
   * that names a message must name one of this turn; any other must be younger than the question.
   */
  const takeReply = ({ accountId, requestId }: RunKey, { step, iteration }: StepKey) =>
    db
      .update(messages)
      .set({ step, iteration })
      .where(
        sql`message_id = (select m.message_id from requests r join messages m
              on m.account_id = r.account_id and m.request_id = r.request_id
            where r.account_id = ${accountId} and r.request_id = ${requestId} and m.direction = 'in' and m.step is null
              and iif(m.turn is null, m.created_at >= coalesce(r.answers_since, r.created_at), m.turn = r.turn)
            order by m.created_at, m.message_id limit 1)
          and not exists (select 1 from messages where request_id = ${requestId} and step = ${step} and visit = ${iteration})
          and exists (select 1 from request_steps where request_id = ${requestId} and step = ${step} and visit = ${iteration}
            and result is null)`,
      );

  const settle = (
    run: RunKey,
    at: StepKey,
    now: number,
    ended: ReturnType<typeof sql>,
    outcome: ReturnType<typeof sql>,
  ) =>
    db
      .update(requestSteps)
      .set({
        status: 'done',
        endedAt: now,
        result: sql`json_object('now', ${now}, 'variables', json((select variables from requests where request_id = ${run.requestId})), ${outcome})`,
      })
      .where(and(isStep(run, at), isNull(requestSteps.result), ended));

  const closeWait = (
    run: RunKey,
    at: StepKey,
    now: number,
    nextCheckAt: number,
    more: Partial<Record<'optedOutAt' | 'turn' | 'answersSince', ReturnType<typeof sql>>> = {},
  ) =>
    db
      .update(requests)
      .set({
        status: 'running',
        openWait: null,
        waitingFor: null,
        resumeStep: null,
        updatedAt: now,
        nextCheckAt,
        ...more,
      })
      .where(
        and(
          liveRequest(run),
          eq(requests.openWait, `${at.step}-${at.iteration}`),
          sql`exists (select 1 from request_steps where request_id = ${run.requestId} and step = ${at.step}
            and visit = ${at.iteration} and result is not null)`,
        ),
      );

  /** What woke an undecided wait is dealt with: until its end nobody must look after it. */
  const sleepOn = (run: RunKey, at: StepKey, sleepUntil: number) =>
    db
      .update(requests)
      .set({ nextCheckAt: sleepUntil })
      .where(
        and(
          liveRequest(run),
          eq(requests.openWait, `${at.step}-${at.iteration}`),
          sql`exists (select 1 from request_steps where request_id = ${run.requestId} and step = ${at.step}
            and visit = ${at.iteration} and result is null)`,
        ),
      );

  /** The account's channel where it has only one. */
  const onlyChannel = (accountId: string) =>
    sql`(select max(channel_id) from channels where account_id = ${accountId} and deleted_at is null having count(*) = 1)`;

  const selectStep = (run: RunKey, at: StepKey) => db.select().from(requestSteps).where(isStep(run, at));

  return {
    /** Opens a wait; opening it again changes nothing. */
    async openWait(
      run: RunKey & {
        at: StepRecord;
        progress: RunProgress;
        now: number;
        deadline: number | null;
        nextCheckAt: number;
        waitingFor: WaitingFor;
        /** Where the customer is, for a run that waits for them without having written itself. */
        customer: { channelId: string | null; address: string | null } | null;
      },
    ): Promise<{ live: boolean; step: StepRow | undefined }> {
      const { at, progress, now, deadline, nextCheckAt, waitingFor, customer, accountId, requestId } = run;
      const row = { ...at, accountId, requestId, status: 'waiting' as const, deadline, startedAt: now };
      const openWait = `${at.step}-${at.iteration}`;
      const [moved, , steps] = await db.batch([
        moveRequest(run, progress, {
          status: 'waiting',
          openWait,
          waitingFor,
          updatedAt: now,
          nextCheckAt,
          ...(customer && {
            channelId: sql`coalesce(${requests.channelId}, ${customer.channelId ?? onlyChannel(accountId)})`,
            address: sql`coalesce(${requests.address}, ${addressOfKey(accountId, sql`requests.user_key`)}, ${customer.address},
              ltrim((select o.phone from orders o where o.account_id = ${accountId} and o.id_store = requests.id_store
                and o.order_id = requests.object_id), '+'))`,
          }),
        }),
        db
          .insert(requestSteps)
          .values(row)
          .onConflictDoUpdate({
            target: STEP_PRIMARY_KEY,
            set: { status: 'waiting' },
            setWhere: isNull(requestSteps.result),
          }),
        selectStep(run, at),
        ...insertPassed(run, progress.completedSteps, now),
      ]);
      return { live: moved.length > 0, step: steps[0] };
    },

    /**
     * Holds a run before a send, until an instant or until its channel works again, and says whether there is still
     * something to wait for: the channel may have been mended or deleted, or a status have told that the message arrived.
     */
    async suspend(
      run: SettleInput & { at: StepRecord; progress: RunProgress; heldChannelId: string | null },
    ): Promise<{ live: boolean; mustWait: boolean }> {
      const { at, progress, now, nextCheckAt, sleepUntil, heldChannelId, accountId, requestId } = run;
      const row = { ...at, accountId, requestId, status: 'waiting' as const, startedAt: now };
      const openWait = `${at.step}-${at.iteration}`;
      const mended = sql`account_id = ${accountId} and channel_id = ${heldChannelId}
        and (broken_at is null or deleted_at is not null)`;
      const arrived = sql`request_id = ${requestId} and step = ${at.step} and visit = ${at.iteration} and wamid is not null`;
      const isOver = sql`exists (select 1 from channels where ${mended}) or exists (select 1 from messages where ${arrived})`;
      const [moved, , mendedChannels, arrivedMessages] = await db.batch([
        moveRequest(run, progress, {
          status: 'waiting',
          openWait,
          waitingFor: 'delivery',
          heldChannelId,
          updatedAt: now,
          // A run that breaks before it has read that there is nothing to wait for is told by nobody.
          nextCheckAt: sql`iif(${isOver}, ${nextCheckAt}, ${sleepUntil})`,
        }),
        db
          .insert(requestSteps)
          .values(row)
          .onConflictDoUpdate({
            target: STEP_PRIMARY_KEY,
            set: { status: 'waiting', detail: sql`excluded.detail` },
            setWhere: isNull(requestSteps.result),
          }),
        db.select({ channelId: channels.channelId }).from(channels).where(mended),
        db.select({ messageId: messages.messageId }).from(messages).where(arrived),
        ...insertPassed(run, progress.completedSteps, now),
      ]);
      return { live: moved.length > 0, mustWait: mendedChannels.length + arrivedMessages.length === 0 };
    },

    /**
     * Decides a wait for a reply, once: a reply that is here wins, else an opt-out, else that the message of the step
     * `asked` was not delivered, else the deadline if it has passed, else it stays open.
     */
    async settleReplyWait(run: SettleInput & { questionStep: StepKey | null }) {
      const { at, now, nextCheckAt, sleepUntil, questionStep } = run;
      const optedOut = sql`(select opted_out_at from requests where request_id = ${run.requestId})`;
      const taken = sql`(select message_id from messages where request_id = ${run.requestId} and step = ${at.step} and visit = ${at.iteration})`;
      const undelivered =
        questionStep === null
          ? sql`0`
          : sql`exists (select 1 from messages where request_id = ${run.requestId} and step = ${questionStep.step}
              and visit = ${questionStep.iteration} and status = 'failed')`;
      const [, , , , steps, replies] = await db.batch([
        takeReply(run, at),
        settle(
          run,
          at,
          now,
          sql`(${taken} is not null or deadline <= ${now} or ${optedOut} is not null or ${undelivered})`,
          sql`'message_id', ${taken}, 'opted_out', iif(${taken} is null and ${optedOut} is not null, 1, 0),
            'undelivered', iif(${taken} is null and ${optedOut} is null and ${undelivered}, 1, 0)`,
        ),
        closeWait(run, at, now, nextCheckAt, {
          optedOutAt: sql`iif(${taken} is null, null, ${requests.optedOutAt})`,
          turn: sql`${requests.turn} + (${taken} is not null)`,
          answersSince: sql`coalesce((select created_at from messages where message_id = ${taken}), ${requests.answersSince})`,
        }),
        sleepOn(run, at, sleepUntil),
        selectStep(run, at),
        db
          .select()
          .from(messages)
          .where(
            and(
              eq(messages.requestId, run.requestId),
              eq(messages.step, at.step),
              eq(messages.iteration, at.iteration),
            ),
          ),
      ]);
      return { step: steps[0], reply: replies[0] };
    },

    /** Ends a timer that is due. */
    async settleTimer(run: SettleInput): Promise<StepRow | undefined> {
      const { at, now, nextCheckAt, sleepUntil } = run;
      const [, , , steps] = await db.batch([
        settle(run, at, now, sql`deadline <= ${now}`, sql`'timer', 1`),
        closeWait(run, at, now, nextCheckAt),
        sleepOn(run, at, sleepUntil),
        selectStep(run, at),
      ]);
      return steps[0];
    },

    /** Ends a wait for a push that has ended. */
    async settlePushWait(run: SettleInput): Promise<StepRow | undefined> {
      const { at, now, nextCheckAt, sleepUntil } = run;
      const push = sql`from pushes where request_id = ${run.requestId} and step = ${at.step} and visit = ${at.iteration}`;
      const [, , , steps] = await db.batch([
        settle(
          run,
          at,
          now,
          sql`exists (select 1 ${push} and held_until is null)`,
          sql`'push_id', (select push_id ${push}), 'state', (select state ${push})`,
        ),
        closeWait(run, at, now, nextCheckAt),
        sleepOn(run, at, sleepUntil),
        selectStep(run, at),
      ]);
      return steps[0];
    },

    /** Ends a wait for a person who has said where to go on. */
    async settleHandOver(run: SettleInput): Promise<StepRow | undefined> {
      const { at, now, nextCheckAt, sleepUntil } = run;
      const resume = sql`(select resume_step from requests where request_id = ${run.requestId})`;
      const [, , , steps] = await db.batch([
        settle(run, at, now, sql`${resume} is not null`, sql`'resume', ${resume}`),
        // What was written while a person answered is no answer to what the run asks from now on.
        closeWait(run, at, now, nextCheckAt, { answersSince: sql`${now}` }),
        sleepOn(run, at, sleepUntil),
        selectStep(run, at),
      ]);
      return steps[0];
    },
  };
};

export type RunWaitsRepository = ReturnType<typeof runWaitsRepository>;
