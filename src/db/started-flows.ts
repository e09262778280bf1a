import { and, eq, sql } from 'drizzle-orm';
import { type Database, rowOf } from './database';
import type { RequestRow } from './requests';
import {
  customerOf,
  ofStep,
  type PassedStep,
  type Progress,
  type RunKey,
  requestIsLive,
  runStatements,
  STEP_ROW_KEY,
} from './run-statements';
import { flows, requestSteps, requests } from './schema';

/** The requests that flows start by themselves. */
export const startedFlowsRepository = (db: Database) => {
  const { insertPassed, moveRequest } = runStatements(db);

  return {
    /** A flow, and how many requests have a cause that begins so, counted up to `most`. */
    async find({ accountId, flow, causes, most }: { accountId: string; flow: string; causes: string; most: number }) {
      const [found, counted] = await db.batch([
        db
          .select()
          .from(flows)
          .where(and(eq(flows.accountId, accountId), eq(flows.key, flow))),
        db
          .select({ count: sql<number>`count(*)`.as('counted') })
          .from(
            sql`(select 1 from requests where account_id = ${accountId} and cause >= ${causes} and cause < ${`${causes}~`} limit ${most})`,
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
        at: PassedStep;
        progress: Progress;
        result: NonNullable<(typeof requestSteps.$inferSelect)['result']>;
        now: number;
        wakeAt: number;
        started: RequestRow;
      },
    ) {
      const { at, progress, result, now, wakeAt, started, accountId, requestId } = run;
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
        moveRequest(run, progress, { status: 'running', updatedAt: now, wakeAt }),
        db.insert(requestSteps).values(row).onConflictDoNothing({ target: STEP_ROW_KEY }),
        db
          .insert(requests)
          .select(
            sql`select ${rowOf(requests, started, { ...conversation, userKey: customerOf(run) })} where ${requestIsLive(run)}`,
          )
          .onConflictDoNothing(),
        db.select().from(requestSteps).where(ofStep(run, at)),
        ...insertPassed(run, progress.passed, now),
      ]);
      return moved.length > 0 ? (steps[0]?.result ?? null) : null;
    },
  };
};

export type StartedFlowsRepository = ReturnType<typeof startedFlowsRepository>;
