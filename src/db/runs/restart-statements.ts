import { and, eq, type SQL, sql } from 'drizzle-orm';
import { type AuditDraft, insertAuditEntry } from '../accounts/audit';
import { messages, pushes, requestSteps, requests } from '../schema';
import type { Database } from '../sql/database';
import { isStep, type RunKey, type StepKey } from './run-statements';
import { isChannelDeleted } from './unreachable-channels';

type Restart = RunKey & { at: StepKey; isOfPush: boolean; audit: AuditDraft; now: number; nextCheckAt: number };

/** The name under which the log keeps a failed step whose request was restarted. */
const keptName = (step: string, now: number): string => `${step}--failed-${now.toString(36)}`;

/**
 * Returns the statements that make a failed request live again, so that its run repeats the failed step; none of them changes
 * anything if the request has not failed. The failed step stays in the log, with its message, under another name. The step of
 * a push reads the push again, which must have been delivered since.
 */
export function restartStatements(db: Database, run: Restart) {
  const { accountId, requestId, at, isOfPush, audit, now, nextCheckAt } = run;
  const isDelivered = sql`exists (select 1 from ${pushes} where ${pushes.requestId} = ${requestId}
    and ${pushes.step} = ${at.step} and ${pushes.iteration} = ${at.iteration} and ${pushes.state} = 'delivered')`;
  const canRestart: SQL | undefined = and(
    eq(requests.accountId, accountId),
    eq(requests.requestId, requestId),
    eq(requests.status, 'failed'),
    isOfPush ? isDelivered : undefined,
  );
  const isGuarded = sql`exists (select 1 from ${requests} where ${canRestart})`;
  const name = keptName(at.step, now);
  return {
    audit: insertAuditEntry(db, audit, { where: isGuarded }),
    step: db
      .update(requestSteps)
      .set(isOfPush ? { status: 'waiting', result: null, endedAt: null } : { step: name })
      .where(and(isStep(run, at), isGuarded)),
    message: db
      .update(messages)
      .set({ step: name })
      .where(
        and(
          eq(messages.accountId, accountId),
          eq(messages.requestId, requestId),
          eq(messages.step, at.step),
          eq(messages.iteration, at.iteration),
          eq(messages.direction, 'out'),
          isGuarded,
        ),
      ),
    restarted: db
      .update(requests)
      .set({
        status: 'running',
        error: null,
        outcome: null,
        completedAt: null,
        updatedAt: now,
        nextCheckAt,
        // The run goes on by the number that is connected now.
        channelId: sql`iif(${isChannelDeleted(sql`${requests.channelId}`)}, null, ${requests.channelId})`,
      })
      .where(canRestart)
      .returning(),
  };
}
