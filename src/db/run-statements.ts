import { and, eq, sql } from 'drizzle-orm';
import type { SQLiteUpdateSetSource } from 'drizzle-orm/sqlite-core';
import type { JsonObject } from '../shared/json';
import type { Database } from './database';
import { isLive } from './requests';
import { requestSteps, requests } from './schema';

export type RunKey = { accountId: string; requestId: string };
export type StepKey = { step: string; iteration: number };

/** What a run has done since its last effect, written with the next one: pure steps passed, variables set. */
export type RunProgress = { completedSteps: StepRecord[]; patch: JsonObject };
export type StepRecord = StepKey & { seq: number; kind: string; detail: JsonObject };
export type RunWriteResult = { live: false } | { live: true; variables: JsonObject };

export const STEP_PRIMARY_KEY = [requestSteps.requestId, requestSteps.step, requestSteps.iteration];

const nulled = (patch: JsonObject): JsonObject =>
  Object.fromEntries(Object.keys(patch).map((member) => [member, null]));

/** The statements of which the log of runs is written; each can be repeated without a second effect. */
export const runStatements = (db: Database) => {
  const liveRequest = ({ accountId, requestId }: RunKey) =>
    and(eq(requests.accountId, accountId), eq(requests.requestId, requestId), isLive);

  const insertCompletedSteps = ({ accountId, requestId }: RunKey, passed: StepRecord[], now: number) =>
    passed.map((row) =>
      db
        .insert(requestSteps)
        .values({ ...row, accountId, requestId, status: 'done', startedAt: now, endedAt: now })
        .onConflictDoNothing({ target: STEP_PRIMARY_KEY }),
    );

  /**
   * Updates the live request and returns its variables; no row comes back when it has ended. A member that the run has
   * written is replaced as a whole: merged with what was there, what the run took out of it would come back.
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

  return { liveRequest, insertPassed: insertCompletedSteps, moveRequest: updateLiveRequest };
};

export const isStep = ({ accountId, requestId }: RunKey, { step, iteration }: StepKey) =>
  and(
    eq(requestSteps.accountId, accountId),
    eq(requestSteps.requestId, requestId),
    eq(requestSteps.step, step),
    eq(requestSteps.iteration, iteration),
  );

/** Whose request it is now: a customer may change their number while a run is in memory. */
export const userKeyOfRequest = ({ accountId, requestId }: RunKey) =>
  sql`(select user_key from requests where request_id = ${requestId} and account_id = ${accountId})`;

/** Whether a request is live, as a condition of another table's statement. */
export const requestIsLive = ({ accountId, requestId }: RunKey) =>
  sql`exists (select 1 from requests where request_id = ${requestId} and account_id = ${accountId} and wake_at is not null)`;
