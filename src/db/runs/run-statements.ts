import { and, eq, isNull, sql } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteUpdateSetSource } from 'drizzle-orm/sqlite-core';
import type { JsonObject } from '../../shared/json/json';
import { requestSteps, requests } from '../schema';
import { type Database, fromExcluded } from '../sql/database';
import { isLive } from '../sql/is-live';
import type { SqlValue } from '../sql/sql-value';

export type RunKey = { accountId: string; requestId: string };
/** The same as values of a statement. */
type RunKeyValue = Record<keyof RunKey, SqlValue>;
export type StepKey = { step: string; iteration: number };

/** The steps and variables of a run that are not written yet, and are written with its next effect. */
export type RunProgress = { completedSteps: CompletedStep[]; patch: JsonObject };
/** A step that has ended. `read`: the result of a step that has read from outside. */
export type CompletedStep = StepRecord & {
  read?: { status: 'done' | 'failed'; result: JsonObject; startedAt: number; endedAt: number };
};
export type StepRecord = StepKey & { seq: number; kind: string; detail: JsonObject };
export type RunWriteResult = { live: false } | { live: true; variables: JsonObject };

export const STEP_PRIMARY_KEY = [requestSteps.requestId, requestSteps.step, requestSteps.iteration];

const nulled = (patch: JsonObject): JsonObject =>
  Object.fromEntries(Object.keys(patch).map((member) => [member, null]));

/** Returns the statements that write the log of runs. Repeating one has no second effect. */
export const runStatements = (db: Database) => {
  const liveRequest = ({ accountId, requestId }: RunKey) =>
    and(eq(requests.accountId, accountId), eq(requests.requestId, requestId), isLive());

  const insertCompletedSteps = ({ accountId, requestId }: RunKey, steps: CompletedStep[], now: number) =>
    steps.map(({ read, ...row }) => {
      const step = { ...row, accountId, requestId };
      const insert = db
        .insert(requestSteps)
        .values(read ? { ...step, ...read } : { ...step, status: 'done', startedAt: now, endedAt: now });
      return read
        ? insert.onConflictDoUpdate({
            target: STEP_PRIMARY_KEY,
            set: fromExcluded(requestSteps, ['status', 'detail', 'result', 'endedAt']),
            setWhere: isNull(requestSteps.result),
          })
        : insert.onConflictDoNothing({ target: STEP_PRIMARY_KEY });
    });

  /**
   * Updates the request and returns its variables; no row if it has ended. Each member that the run has written is replaced
   * as a whole, since a merge would bring back what the run has removed from it.
   */
  const updateLiveRequest = (
    run: RunKey,
    progress: RunProgress,
    set: SQLiteUpdateSetSource<typeof requests> & { updatedAt: number },
  ) =>
    db
      .update(requests)
      .set({
        ...set,
        variables: sql`json_patch(json_patch(${requests.variables}, ${JSON.stringify(nulled(progress.patch))}),
          ${JSON.stringify(progress.patch)})`,
      })
      .where(liveRequest(run))
      .returning({ variables: requests.variables });

  return { liveRequest, insertCompletedSteps, updateLiveRequest };
};

export const isStep = ({ accountId, requestId }: RunKey, { step, iteration }: StepKey) =>
  and(
    eq(requestSteps.accountId, accountId),
    eq(requestSteps.requestId, requestId),
    eq(requestSteps.step, step),
    eq(requestSteps.iteration, iteration),
  );

/** Returns a column of a request, as a value of another table's statement. */
export const ofRequest = (column: SQLiteColumn, { accountId, requestId }: RunKeyValue) =>
  sql`(select ${column} from ${requests} where ${requests.requestId} = ${requestId} and ${requests.accountId} = ${accountId})`;

/** Returns the current customer of a request, who may change their number while the run is in memory. */
export const userKeyOfRequest = (run: RunKeyValue) => ofRequest(requests.userKey, run);

/** The condition that a request is live, for a statement on another table. */
export const requestIsLive = ({ accountId, requestId }: RunKey) =>
  sql`exists (select 1 from ${requests} where ${requests.requestId} = ${requestId}
    and ${requests.accountId} = ${accountId} and ${isLive()})`;
