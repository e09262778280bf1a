import { and, asc, eq, isNotNull, isNull, ne, sql } from 'drizzle-orm';
import { QueryBuilder } from 'drizzle-orm/sqlite-core';
import { OPT_OUT_STEP } from '../../shared/flows/opt-out-step';
import type { JsonObject } from '../../shared/json/json';
import { insertCharge, type NewCharge } from '../charges/charges';
import { insertRequestEvents } from '../requests/request-events';
import {
  isStep,
  ofRequest,
  type RunKey,
  type RunProgress,
  type RunWriteResult,
  runStatements,
  STEP_PRIMARY_KEY,
  type StepKey,
  type StepRecord,
  userKeyOfRequest,
} from '../runs/run-statements';
import { accounts, flowVersions, messages, requestSteps, requests, stores } from '../schema';
import { shipmentsOfOrder } from '../shipments/shipments';
import { runBatch } from '../sql/batch';
import type { Database } from '../sql/database';
import { bindSelects, preparedSelect, runPreparedSelects } from '../sql/prepared-select';
import { runEffectLog } from './run-effect-log';
import { runSendLog } from './run-send-log';

const RUN = { accountId: sql.placeholder('accountId'), requestId: sql.placeholder('requestId') };
const queryBuilder = new QueryBuilder();
/** The selects of everything that a run has read and written. D1 returns columns of the same name only once, so none is a join. */
const RUN_SELECTS = {
  request: preparedSelect(() =>
    queryBuilder
      .select()
      .from(requests)
      .where(and(eq(requests.accountId, RUN.accountId), eq(requests.requestId, RUN.requestId))),
  ),
  version: preparedSelect(() =>
    queryBuilder
      .select({ definition: flowVersions.definition })
      .from(flowVersions)
      .where(
        and(
          eq(flowVersions.accountId, RUN.accountId),
          eq(flowVersions.key, ofRequest(requests.flow, RUN)),
          eq(flowVersions.version, ofRequest(requests.flowVersion, RUN)),
        ),
      ),
  ),
  store: preparedSelect(() =>
    queryBuilder
      .select()
      .from(stores)
      .where(eq(stores.storeId, ofRequest(requests.storeId, RUN))),
  ),
  account: preparedSelect(() => queryBuilder.select().from(accounts).where(eq(accounts.accountId, RUN.accountId))),
  steps: preparedSelect(() =>
    queryBuilder
      .select()
      .from(requestSteps)
      .where(and(eq(requestSteps.accountId, RUN.accountId), eq(requestSteps.requestId, RUN.requestId)))
      .orderBy(asc(requestSteps.seq)),
  ),
  shipments: shipmentsOfOrder({
    accountId: RUN.accountId,
    storeId: ofRequest(requests.storeId, RUN),
    orderId: ofRequest(requests.objectId, RUN),
  }),
  replies: preparedSelect(() =>
    queryBuilder
      .select()
      .from(messages)
      .where(
        and(
          eq(messages.accountId, RUN.accountId),
          eq(messages.requestId, RUN.requestId),
          eq(messages.direction, 'in'),
          isNotNull(messages.step),
          ne(messages.step, OPT_OUT_STEP),
        ),
      ),
  ),
};
type RunRows = Awaited<ReturnType<typeof runPreparedSelects<typeof RUN_SELECTS>>>;

function toLoadedRun({ steps, replies, shipments, ...rows }: RunRows) {
  const [request, version, store, account] = [rows.request[0], rows.version[0], rows.store[0], rows.account[0]];
  return request && version && store && account
    ? { request, definition: version.definition, store, account, steps, replies, shipments }
    : undefined;
}

/** The selects of what a step reads an object from. */
const FETCH_SELECTS = {
  store: preparedSelect(() =>
    queryBuilder
      .select()
      .from(stores)
      .where(and(eq(stores.accountId, RUN.accountId), eq(stores.storeId, sql.placeholder('storeId')))),
  ),
  shipments: shipmentsOfOrder({
    accountId: RUN.accountId,
    storeId: sql.placeholder('storeId'),
    orderId: sql.placeholder('orderId'),
  }),
};

/** The log of flow runs. Repeating a statement has no second effect. */
export const runLogRepository = (db: Database) => {
  const { liveRequest, insertCompletedSteps, updateLiveRequest } = runStatements(db);
  const insertRunningStep = ({ accountId, requestId }: RunKey, at: StepRecord, now: number) =>
    db
      .insert(requestSteps)
      .values({ ...at, accountId, requestId, status: 'running', startedAt: now })
      .onConflictDoNothing({ target: STEP_PRIMARY_KEY });

  return {
    ...runSendLog(db),
    ...runEffectLog(db),

    /** Returns everything that a run has read and written; undefined if the request does not exist. One round trip. */
    async load(run: RunKey) {
      return toLoadedRun(await runPreparedSelects(db, RUN_SELECTS, run));
    },

    /**
     * Moves a queued request to running with the charge of its run, whose customer and flow are the request's; a request that
     * runs already stays as it is. Returns what `load` returns after it. One round trip.
     */
    async startOrResume(
      run: RunKey & { now: number; nextCheckAt: number; charge: Omit<NewCharge, 'userKey' | 'description'> },
    ) {
      const { now, nextCheckAt, charge } = run;
      const isQueued = and(liveRequest(run), eq(requests.status, 'queued'));
      const rows = await runBatch(db, {
        // Before the update: only the batch that starts the run charges for it.
        charge: insertCharge(
          db,
          { ...charge, userKey: '', description: '' },
          {
            guard: sql`exists (select 1 from ${requests} where ${isQueued})`,
            userKey: userKeyOfRequest(run),
            description: ofRequest(requests.flow, run),
          },
        ),
        started: db
          .update(requests)
          .set({
            status: 'running',
            initialVariables: sql`${requests.variables}`,
            startedAt: now,
            updatedAt: now,
            nextCheckAt,
          })
          .where(isQueued),
        ...bindSelects(db, RUN_SELECTS, { accountId: run.accountId, requestId: run.requestId }),
      });
      return toLoadedRun(rows);
    },

    /** Records the start of a step, before the step calls an external system. */
    async beginStep(
      run: RunKey & { at: StepRecord; progress: RunProgress; now: number; nextCheckAt: number },
    ): Promise<RunWriteResult> {
      const { at, progress, now, nextCheckAt } = run;
      const { updated } = await runBatch(db, {
        updated: updateLiveRequest(run, progress, { status: 'running', updatedAt: now, nextCheckAt }),
        step: insertRunningStep(run, at, now),
        completed: insertCompletedSteps(run, progress.completedSteps, now),
      });
      return updated[0] ? { live: true, variables: updated[0].variables } : { live: false };
    },

    /** Records the start of a step that reads an object of a store; returns the store's row and the shipments of an order. */
    async beginFetch(
      run: RunKey & {
        at: StepRecord;
        progress: RunProgress;
        storeId: string;
        objectId: string;
        now: number;
        nextCheckAt: number;
      },
    ) {
      const { at, progress, storeId, objectId: orderId, now, nextCheckAt, accountId } = run;
      const { updated, store, shipments } = await runBatch(db, {
        updated: updateLiveRequest(run, progress, { status: 'running', updatedAt: now, nextCheckAt }),
        step: insertRunningStep(run, at, now),
        ...bindSelects(db, FETCH_SELECTS, { accountId, storeId, orderId }),
        completed: insertCompletedSteps(run, progress.completedSteps, now),
      });
      return { live: updated.length > 0, store: store[0], shipments };
    },

    /** Writes the end of a step and the result from which the run resumes. */
    async endStep(
      run: RunKey & { at: StepKey; status: 'done' | 'failed'; detail: JsonObject; result: JsonObject; now: number },
    ): Promise<void> {
      const { at, status, detail, result, now } = run;
      await db
        .update(requestSteps)
        .set({ status, detail, result, endedAt: now })
        .where(and(isStep(run, at), isNull(requestSteps.result)));
    },

    /** Ends a run, as failed if a step has failed. Later writes for the request change nothing. */
    async endRun(
      run: RunKey & {
        progress: RunProgress;
        now: number;
        outcome: string | null;
        /** What the outcome says about the request's order. */
        orderEvent: 'order.confirmed' | 'order.refused' | null;
        failed: { at: Omit<StepRecord, 'detail'>; code: string; detail: string } | null;
      },
    ): Promise<void> {
      const { progress, now, outcome, orderEvent, failed, accountId, requestId } = run;
      const end = { status: 'failed' as const, endedAt: now };
      const detail = failed && { code: failed.code, detail: failed.detail };
      const error = failed && { code: failed.code, step: failed.at.step };
      const event = { accountId, requestId, outcome, error };
      await runBatch(db, {
        events: insertRequestEvents(
          db,
          [
            { ...event, type: failed ? 'request.failed' : 'request.completed' },
            ...(orderEvent === null ? [] : [{ ...event, type: orderEvent }]),
          ],
          now,
        ),
        ended: updateLiveRequest(run, progress, {
          status: failed ? 'failed' : 'completed',
          outcome,
          error: failed && { code: failed.code, detail: failed.detail, step: failed.at.step },
          openWait: null,
          waitingFor: null,
          heldChannelId: null,
          nextCheckAt: null,
          updatedAt: now,
          completedAt: now,
        }),
        completed: insertCompletedSteps(run, progress.completedSteps, now),
        // After the completed steps, which may hold this step's own result.
        failed:
          failed && detail
            ? [
                db
                  .insert(requestSteps)
                  .values({ ...failed.at, detail, accountId, requestId, ...end, startedAt: now })
                  .onConflictDoUpdate({ target: STEP_PRIMARY_KEY, set: { ...end, detail } }),
              ]
            : [],
      });
    },
  };
};

export type RunLogRepository = ReturnType<typeof runLogRepository>;
export type LoadedRun = NonNullable<Awaited<ReturnType<RunLogRepository['load']>>>;
