import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { JsonObject } from '../../shared/json/json';
import { amountText, insertCharge, type NewCharge } from '../charges/charges';
import { insertPush } from '../runs/push-turn';
import {
  type RunKey,
  type RunProgress,
  requestIsLive,
  runStatements,
  STEP_PRIMARY_KEY,
  type StepRecord,
  userKeyOfRequest,
} from '../runs/run-statements';
import { accounts, charges, pushes, requestSteps } from '../schema';
import { runBatch } from '../sql/batch';
import type { Database } from '../sql/database';
import { type NewWait, openWaitStatements } from './open-wait-statements';
import { type SettledWait, settleStatements, toSettledWait } from './settle-statements';

type NewPush = Parameters<typeof insertPush>[2];

/** The log of the steps that charge or push. */
export const runEffectLog = (db: Database) => {
  const { insertCompletedSteps, updateLiveRequest } = runStatements(db);

  return {
    /**
     * Inserts a charge at the current price, and its step, which is `done` only if the charge was inserted. Returns the price list to
     * explain a missing charge.
     */
    async writeCharge(
      run: RunKey & {
        at: Omit<StepRecord, 'detail'>;
        progress: RunProgress;
        result: JsonObject;
        now: number;
        nextCheckAt: number;
        charge: NewCharge;
      },
    ): Promise<{ live: false } | { live: true; written: boolean; priceList: Record<string, number> }> {
      const { at, progress, result, now, nextCheckAt, accountId, requestId, charge } = run;
      const isCharge = and(eq(charges.accountId, accountId), eq(charges.dedupeKey, charge.dedupeKey));
      const ifWritten = (value: SQL, otherwise: SQL) =>
        sql`iif(exists (select 1 from ${charges} where ${isCharge}), ${value}, ${otherwise})`;
      const detail = sql`(select json_object('charge_id', ${charges.chargeId}, 'kind', ${charges.kind},
        'amount', ${amountText(sql`${charges.amount}`)}, 'currency', ${charges.currency}) from ${charges} where ${isCharge})`;
      const { updated, written, account } = await runBatch(db, {
        updated: updateLiveRequest(run, progress, { status: 'running', updatedAt: now, nextCheckAt }),
        charge: insertCharge(db, charge, { guard: requestIsLive(run), userKey: userKeyOfRequest(run) }),
        step: db
          .insert(requestSteps)
          .values({
            ...at,
            accountId,
            requestId,
            status: ifWritten(sql`'done'`, sql`'running'`),
            detail: ifWritten(detail, sql`'{}'`),
            result: ifWritten(sql`${JSON.stringify(result)}`, sql`null`),
            startedAt: now,
            endedAt: ifWritten(sql`${now}`, sql`null`),
          })
          .onConflictDoNothing({ target: STEP_PRIMARY_KEY }),
        written: db.select({ chargeId: charges.chargeId }).from(charges).where(isCharge),
        account: db.select({ priceList: accounts.priceList }).from(accounts).where(eq(accounts.accountId, accountId)),
        completed: insertCompletedSteps(run, progress.completedSteps, now),
      });
      return updated[0]
        ? { live: true, written: written.length > 0, priceList: account[0]?.priceList ?? {} }
        : { live: false };
    },

    /**
     * Inserts a push and its step. With `wait`, the step waits for the push to end: the wait is opened and settled in the same
     * round trip.
     */
    async writePush(
      run: RunKey & {
        at: StepRecord;
        progress: RunProgress;
        now: number;
        nextCheckAt: number;
        push: NewPush;
      } & ({ result: JsonObject; wait?: undefined } | { result?: undefined; wait: NewWait }),
    ): Promise<{ live: boolean; push: typeof pushes.$inferSelect | undefined; settled: SettledWait | null }> {
      const { at, progress, now, nextCheckAt, accountId, requestId, push } = run;
      const { step, iteration } = push;
      const begin = run.wait
        ? openWaitStatements(db, run.wait, progress)
        : {
            opened: updateLiveRequest(run, progress, { status: 'running', updatedAt: now, nextCheckAt }),
            step: db
              .insert(requestSteps)
              .values({
                ...at,
                accountId,
                requestId,
                status: 'done',
                result: run.result,
                startedAt: now,
                endedAt: now,
              })
              .onConflictDoNothing({ target: STEP_PRIMARY_KEY }),
            completed: insertCompletedSteps(run, progress.completedSteps, now),
          };
      const { opened, pushed, settled } = await runBatch(db, {
        ...begin,
        push: insertPush(db, run, push),
        pushed: db
          .select()
          .from(pushes)
          .where(and(eq(pushes.requestId, requestId), eq(pushes.step, step), eq(pushes.iteration, iteration))),
        settled: run.wait ? [settleStatements(db, run.wait, run.wait.wait)] : [],
      });
      const [wait] = settled;
      return { live: opened.length > 0, push: pushed[0], settled: wait ? toSettledWait(wait) : null };
    },
  };
};
