import { and, eq, sql } from 'drizzle-orm';
import { type Database, rowOf } from './database';
import type { RequestRow } from './requests';
import {
  isStep,
  type RunKey,
  type RunProgress,
  requestIsLive,
  runStatements,
  STEP_PRIMARY_KEY,
  type StepRecord,
  userKeyOfRequest,
} from './run-statements';
import { flows, requestSteps, requests } from './schema';

/** The requests that flows start by themselves. */
export const startedFlowsRepository = (db: Database) => {
  const { insertPassed, moveRequest } = runStatements(db);

  return {
    /** A flow, and how many requests have a cause that begins so, counted up to `most`. */
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
      const [found, counted] = await db.batch([
        db
          .select()
          .from(flows)
          .where(and(eq(flows.accountId, accountId), eq(flows.key, flow))),
        db
          .select({ count: sql<number>`count(*)`.as('counted') })
          .from(
            sql`(select 1 from requests where account_id = ${accountId} and cause >= ${dedupeKeyPrefix} and cause < ${`${dedupeKeyPrefix}~`} limit ${max})`,
          ),
      ]);
      return { flow: found[0], count: counted[0]?.count ?? 0 };
    },

    /**
     * Writes a request together with the step that starts it, in the conversation of the one that starts it; gives the result
     * of whoever wrote that step first.
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
      const ofStarter = (column: 'channel_id' | 'address') =>
        sql`(select ${sql.identifier(column)} from requests where request_id = ${requestId})`;
      const ownChannel = sql`(select definition ->> '$.channel' from flow_versions where account_id = ${accountId}
        and key = ${started.flow} and version = ${started.flowVersion})`;
      const conversation = {
        channelId: sql`coalesce(${ownChannel}, ${ofStarter('channel_id')})`,
        address: ofStarter('address'),
      };
      const [moved, , , steps] = await db.batch([
        moveRequest(run, progress, { status: 'running', updatedAt: now, nextCheckAt }),
        db.insert(requestSteps).values(row).onConflictDoNothing({ target: STEP_PRIMARY_KEY }),
        db
          .insert(requests)
          .select(
            sql`select ${rowOf(requests, started, { ...conversation, userKey: userKeyOfRequest(run) })} where ${requestIsLive(run)}`,
          )
          .onConflictDoNothing(),
        db.select().from(requestSteps).where(isStep(run, at)),
        ...insertPassed(run, progress.completedSteps, now),
      ]);
      return moved.length > 0 ? (steps[0]?.result ?? null) : null;
    },
  };
};

export type StartedFlowsRepository = ReturnType<typeof startedFlowsRepository>;
