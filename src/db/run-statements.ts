import { and, eq, sql } from 'drizzle-orm';
import type { SQLiteUpdateSetSource } from 'drizzle-orm/sqlite-core';
import type { JsonObject } from '../shared/json';
import type { Database } from './database';
import { isLive } from './requests';
import { requestSteps, requests } from './schema';

export type RunKey = { accountId: string; requestId: string };
export type StepKey = { step: string; visit: number };

/** What a run has done since its last effect, written with the next one: pure steps passed, variables set. */
export type Progress = { passed: PassedStep[]; patch: JsonObject };
export type PassedStep = StepKey & { seq: number; kind: string; detail: JsonObject };
export type Written = { live: false } | { live: true; variables: JsonObject };

export const STEP_ROW_KEY = [requestSteps.requestId, requestSteps.step, requestSteps.visit];

const withoutValues = (patch: JsonObject): JsonObject =>
  Object.fromEntries(Object.keys(patch).map((member) => [member, null]));

/** The statements of which the log of runs is written; each can be repeated without a second effect. */
export const runStatements = (db: Database) => {
  const liveRequest = ({ accountId, requestId }: RunKey) =>
    and(eq(requests.accountId, accountId), eq(requests.requestId, requestId), isLive);

  const insertPassed = ({ accountId, requestId }: RunKey, passed: PassedStep[], now: number) =>
    passed.map((row) =>
      db
        .insert(requestSteps)
        .values({ ...row, accountId, requestId, status: 'done', startedAt: now, endedAt: now })
        .onConflictDoNothing({ target: STEP_ROW_KEY }),
    );

  /**
   * Updates the live request and returns its variables; no row comes back when it has ended. A member that the run has
   * written is replaced as a whole: merged with what was there, what the run took out of it would come back.
   */
  const moveRequest = (
    run: RunKey,
    progress: Progress,
    set: SQLiteUpdateSetSource<typeof requests> & { updatedAt: number },
  ) =>
    db
      .update(requests)
      .set({
        ...set,
        variables: sql`json_patch(json_patch(${requests.variables}, ${JSON.stringify(withoutValues(progress.patch))}),
          ${JSON.stringify(progress.patch)})`,
      })
      .where(liveRequest(run))
      .returning({ variables: requests.variables });

  return { liveRequest, insertPassed, moveRequest };
};

export const ofStep = ({ accountId, requestId }: RunKey, { step, visit }: StepKey) =>
  and(
    eq(requestSteps.accountId, accountId),
    eq(requestSteps.requestId, requestId),
    eq(requestSteps.step, step),
    eq(requestSteps.visit, visit),
  );

/** Whose request it is now: a customer may change their number while a run is in memory. */
export const customerOf = ({ accountId, requestId }: RunKey) =>
  sql`(select user_key from requests where request_id = ${requestId} and account_id = ${accountId})`;

/** Whether a request is live, as a condition of another table's statement. */
export const requestIsLive = ({ accountId, requestId }: RunKey) =>
  sql`exists (select 1 from requests where request_id = ${requestId} and account_id = ${accountId} and wake_at is not null)`;
