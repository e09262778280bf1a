import type { BatchItem } from 'drizzle-orm/batch';
import type { Database } from './database';
import { reportEvents } from './event-writes';

export type Statement = BatchItem<'sqlite'>;
/** Statements by name; a member may also be a list of statements, or a record of its own. */
export type BatchPlan = Statement | readonly BatchPlan[] | { readonly [name: string]: BatchPlan };
export type BatchResult<Plan> = Plan extends Statement
  ? Plan['_']['result']
  : Plan extends readonly (infer Each)[]
    ? BatchResult<Each>[]
    : { -readonly [Name in keyof Plan]: BatchResult<Plan[Name]> };

/** A statement has what drizzle's batch calls, whether drizzle has built it or it is a prepared select. */
const isRecord = (plan: object): plan is Record<string, BatchPlan> => !('_prepare' in plan);

const statementsOf = (plan: BatchPlan): Statement[] => {
  if (Array.isArray(plan)) return plan.flatMap(statementsOf);
  return isRecord(plan) ? Object.values(plan).flatMap(statementsOf) : [plan as Statement];
};

function toResult(plan: BatchPlan, results: Iterator<unknown>): unknown {
  if (Array.isArray(plan)) return plan.map((each) => toResult(each, results));
  if (!isRecord(plan)) return results.next().value;
  return Object.fromEntries(Object.entries(plan).map(([name, each]) => [name, toResult(each, results)]));
}

/**
 * Runs the statements as one transaction, in the order in which they are written, and returns their results by the same
 * names. One round trip; none for an empty plan. Then reports the events that it has written.
 */
export async function runBatch<Plan extends { readonly [name: string]: BatchPlan }>(
  db: Database,
  plan: Plan,
): Promise<BatchResult<Plan>> {
  const statements = statementsOf(plan);
  const [first, ...rest] = statements;
  const results: unknown[] = first ? await db.batch([first, ...rest]) : [];
  await reportEvents(db, statements, results);
  return toResult(plan, results.values()) as BatchResult<Plan>;
}
