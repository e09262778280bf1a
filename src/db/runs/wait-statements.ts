import { and, asc, eq, isNotNull, isNull, type SQL, sql } from 'drizzle-orm';
import { alias, type SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { waitKey } from '../../shared/flows/wait-key';
import { messages, requestSteps, requests } from '../schema';
import type { Database } from '../sql/database';
import { isStep, ofRequest, type RunKey, requestIsLive, runStatements, type StepKey } from './run-statements';

/** The next check is at `nextCheckAt` if the run continues, at `sleepUntil` if it keeps waiting. */
export type SettleInput = RunKey & { at: StepKey; now: number; nextCheckAt: number; sleepUntil: number };

/** The condition that a row of messages or pushes belongs to this iteration of a step. */
export const isOfStep = (
  table: Record<'requestId' | 'step' | 'iteration', SQLiteColumn>,
  { requestId }: Pick<RunKey, 'requestId'>,
  { step, iteration }: StepKey,
) => and(eq(table.requestId, requestId), eq(table.step, step), eq(table.iteration, iteration));

export const waitStatements = (db: Database) => {
  const { liveRequest } = runStatements(db);

  /** The condition that the request is live and in this wait, and that `decided` holds for the result of its step. */
  const isInWait = (run: RunKey, at: StepKey, decided: (result: SQLiteColumn) => SQL) =>
    and(
      liveRequest(run),
      eq(requests.openWait, waitKey(at)),
      sql`exists (select 1 from ${requestSteps} where ${isOfStep(requestSteps, run, at)}
        and ${decided(requestSteps.result)})`,
    );

  return {
    /**
     * Returns the statement that assigns the oldest unused matching reply to this wait; at most one. A reply that references a message
     * must reference one of this turn; any other must have been sent after the question.
     */
    claimReply: (run: RunKey, at: StepKey) => {
      const [m, r] = [alias(messages, 'm'), alias(requests, 'r')];
      const reply = sql`(select ${m.messageId} from ${requests} ${r} join ${messages} ${m}
          on ${m.accountId} = ${r.accountId} and ${m.requestId} = ${r.requestId}
        where ${r.accountId} = ${run.accountId} and ${r.requestId} = ${run.requestId}
          and ${m.direction} = 'in' and ${m.step} is null
          and iif(${m.turn} is null, ${m.createdAt} >= coalesce(${r.answersSince}, ${r.createdAt}), ${m.turn} = ${r.turn})
        order by ${asc(m.createdAt)}, ${asc(m.messageId)} limit 1)`;
      return db
        .update(messages)
        .set({ step: at.step, iteration: at.iteration })
        .where(
          and(
            eq(messages.messageId, reply),
            sql`not exists (select 1 from ${messages} where ${isOfStep(messages, run, at)})`,
            sql`exists (select 1 from ${requestSteps} where ${isOfStep(requestSteps, run, at)}
              and ${requestSteps.result} is null)`,
            requestIsLive(run),
          ),
        );
    },

    /** Writes the result of an undecided wait if it is over. */
    settle: ({ at, now, ...run }: SettleInput, isOver: SQL, outcome: SQL) =>
      db
        .update(requestSteps)
        .set({
          status: 'done',
          endedAt: now,
          result: sql`json_object('now', ${now}, 'variables', json(${ofRequest(requests.variables, run)}), ${outcome})`,
        })
        .where(and(isStep(run, at), isNull(requestSteps.result), isOver, requestIsLive(run))),

    /** Closes the request's wait if it is decided. */
    closeWait: (
      { at, now, nextCheckAt, ...run }: SettleInput,
      more: Partial<Record<'optedOutAt' | 'turn' | 'answersSince', SQL>> = {},
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
        .where(isInWait(run, at, isNotNull)),

    /** Moves the next check of an undecided wait to `sleepUntil`: the event that woke the run has been handled. */
    postponeCheck: ({ at, sleepUntil, ...run }: SettleInput) =>
      db
        .update(requests)
        .set({ nextCheckAt: sleepUntil })
        .where(isInWait(run, at, isNull)),

    selectStep: (run: RunKey, at: StepKey) => db.select().from(requestSteps).where(isStep(run, at)),
  };
};
