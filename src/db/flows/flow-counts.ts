import { and, desc, eq, gte, sql } from 'drizzle-orm';
import { lowestId } from '../../shared/crypto/ids';
import { requestSteps, requests } from '../schema';
import { type Database, jsonList } from '../sql/database';

/** Each run costs some ten rows. */
const MAX_RUNS = 2_000;

export const flowCountsRepository = (db: Database) => {
  /**
   * Returns the query that counts runs by pairs of consecutive steps. The wait for the send window, which the engine puts
   * before a step, is not a step of the flow.
   */
  const countEdges = (accountId: string, requestIds: string[]) => {
    const { requestId, step, seq } = requestSteps;
    return db
      .select({
        from: sql<string | null>`previous`,
        to: sql<string>`next`,
        runs: sql<number>`count(distinct run)`,
      })
      .from(
        sql`(select ${requestId} as run, ${step} as next,
            lag(${step}) over (partition by ${requestId} order by ${seq}) as previous
          from ${requestSteps} where ${requestSteps.accountId} = ${accountId} and instr(${step}, '--') = 0
            and ${requestId} in ${jsonList(requestIds)})`,
      )
      .groupBy(sql`previous, next`);
  };

  return {
    /**
     * Returns how many runs of a flow's version, begun since an instant, went from one step to another; `from` is null at the
     * first step. Reads the flow's latest 2,000 runs of all versions; `more` says whether there are others.
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
      return { edges: await countEdges(accountId, ids), runs: ids.length, more: rows.length > MAX_RUNS };
    },
  };
};

export type FlowCountsRepository = ReturnType<typeof flowCountsRepository>;
