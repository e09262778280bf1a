import { and, eq, gte, lt, sql } from 'drizzle-orm';
import type { RequestRow } from '../requests/requests';
import {
  isStep,
  ofRequest,
  type RunKey,
  type RunProgress,
  requestIsLive,
  runStatements,
  STEP_PRIMARY_KEY,
  type StepRecord,
  userKeyOfRequest,
} from '../runs/run-statements';
import { flows, flowVersions, requestSteps, requests } from '../schema';
import { runBatch } from '../sql/batch';
import { type Database, selectValues } from '../sql/database';

/** The requests that flows start. */
export const startedFlowsRepository = (db: Database) => {
  const { insertCompletedSteps, updateLiveRequest } = runStatements(db);

  return {
    /** Returns a flow, and the number of requests whose dedupe key has a prefix, counted up to `max`. */
    async find({
      accountId,
      flow,
      dedupeKeyPrefix,
      max,
    }: {
      accountId: string;
      flow: string;
      dedupeKeyPrefix: string;
      max: number;
    }) {
      const hasPrefix = and(
        eq(requests.accountId, accountId),
        gte(requests.dedupeKey, dedupeKeyPrefix),
        lt(requests.dedupeKey, `${dedupeKeyPrefix}~`),
      );
      const { found, counted } = await runBatch(db, {
        found: db
          .select()
          .from(flows)
          .where(and(eq(flows.accountId, accountId), eq(flows.key, flow))),
        counted: db
          .select({ count: sql<number>`count(*)`.as('counted') })
          .from(sql`(select 1 from ${requests} where ${hasPrefix} limit ${max})`),
      });
      return { flow: found[0], count: counted[0]?.count ?? 0 };
    },

    /**
     * Inserts a request in the conversation of the request that starts it, and the step that starts it. Returns the result
     * of that step as first written; null if the starting request has ended.
     */
    async write(
      run: RunKey & {
        at: StepRecord;
        progress: RunProgress;
        result: NonNullable<(typeof requestSteps.$inferSelect)['result']>;
        now: number;
        nextCheckAt: number;
        started: RequestRow;
      },
    ) {
      const { at, progress, result, now, nextCheckAt, started, accountId, requestId } = run;
      const row = { ...at, accountId, requestId, status: 'done' as const, result, startedAt: now, endedAt: now };
      const isVersion = and(
        eq(flowVersions.accountId, accountId),
        eq(flowVersions.key, started.flow),
        eq(flowVersions.version, started.flowVersion),
      );
      const ownChannel = sql`(select ${flowVersions.definition} ->> '$.channel' from ${flowVersions} where ${isVersion})`;
      const ofStarter = {
        channelId: sql`coalesce(${ownChannel}, ${ofRequest(requests.channelId, run)})`,
        address: ofRequest(requests.address, run),
        userKey: userKeyOfRequest(run),
      };
      const { updated, steps } = await runBatch(db, {
        updated: updateLiveRequest(run, progress, { status: 'running', updatedAt: now, nextCheckAt }),
        step: db.insert(requestSteps).values(row).onConflictDoNothing({ target: STEP_PRIMARY_KEY }),
        request: db
          .insert(requests)
          .select(sql`select ${selectValues(requests, started, ofStarter)} where ${requestIsLive(run)}`)
          .onConflictDoNothing(),
        steps: db.select().from(requestSteps).where(isStep(run, at)),
        completed: insertCompletedSteps(run, progress.completedSteps, now),
      });
      return updated.length > 0 ? (steps[0]?.result ?? null) : null;
    },
  };
};

export type StartedFlowsRepository = ReturnType<typeof startedFlowsRepository>;
