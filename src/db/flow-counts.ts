import { and, desc, eq, gte, sql } from 'drizzle-orm';
import { lowestId } from '../shared/ids';
import type { Database } from './database';
import { requestSteps, requests } from './schema';

/** Runs that are looked through for one picture: some ten rows each are read. */
const MAX_RUNS = 2_000;

export const flowCountsRepository = (db: Database) => ({
  /**
   * How many runs of a flow's version, begun since an instant, went from one step to another; `from` is null for the first.
   * Of the flow's latest runs of all versions, 2,000 at most; `more` says that there were others.
   */
  async runsByEdge({
    accountId,
    flow,
    version,
    since,
  }: {
    accountId: string;
    flow: string;
    version: number;
    since: number;
  }): Promise<{ edges: { from: string | null; to: string; runs: number }[]; runs: number; more: boolean }> {
    const rows = await db
      .select({ requestId: requests.requestId, version: requests.flowVersion })
      .from(requests)
      .where(
        and(
          eq(requests.accountId, accountId),
          eq(requests.flow, flow),
          gte(requests.requestId, lowestId('req', since)),
        ),
      )
      .orderBy(desc(requests.requestId))
      .limit(MAX_RUNS + 1);
    const ids = rows.slice(0, MAX_RUNS).flatMap((row) => (row.version === version ? [row.requestId] : []));
    const edges = await db
      .select({
        from: sql<string | null>`previous`,
        to: sql<string>`step`,
        runs: sql<number>`count(distinct request_id)`,
      })
      .from(
        // The wait for the send window, which the engine puts before a step, is no step of the flow.
        sql`(select request_id, step, lag(step) over (partition by request_id order by seq) as previous
          from ${requestSteps}
          where account_id = ${accountId} and kind <> 'send_window'
            and request_id in (select value from json_each(${JSON.stringify(ids)})))`,
      )
      .groupBy(sql`previous, step`);
    return { edges, runs: ids.length, more: rows.length > MAX_RUNS };
  },
});

export type FlowCountsRepository = ReturnType<typeof flowCountsRepository>;
