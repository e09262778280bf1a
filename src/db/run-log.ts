import { and, asc, eq, isNull, type SQL, sql } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import type { JsonObject } from '../shared/json';
import { amountText, insertCharge, type NewCharge } from './charges';
import { linkMerchantKey, linkNames, type NamePair } from './customer-names';
import { type Database, rowOf } from './database';
import { type Message, messageExists } from './messages';
import type { RequestRow } from './requests';
import {
  isStep,
  type RunKey,
  type RunProgress,
  type RunWriteResult,
  requestIsLive,
  runStatements,
  STEP_PRIMARY_KEY,
  type StepKey,
  type StepRecord,
  userKeyOfRequest,
} from './run-statements';
import { accounts, charges, flowVersions, messages, pushes, requestSteps, requests, stores } from './schema';
import { type StoredEvent, selectUnmatched, toStoredEvents, type UnmatchedRow } from './unmatched-messages';

/** A blocked push is nobody's to look after: the end of the one before it releases it. */
const BLOCKED_UNTIL = Date.UTC(9999, 0);

/** The log of flow runs: every statement here can be repeated without a second effect. */
export const runLogRepository = (db: Database) => {
  const { liveRequest, insertPassed, moveRequest } = runStatements(db);

  const write = async (
    first: BatchItem<'sqlite'>,
    move: ReturnType<typeof moveRequest>,
    rest: BatchItem<'sqlite'>[],
  ) => {
    const [moved] = await db.batch([move, first, ...rest]);
    return moved[0] ? ({ live: true, variables: moved[0].variables } as const) : ({ live: false } as const);
  };

  return {
    /** All that a run needs to begin or to go on after any crash, in one round trip; undefined if there is no such request. */
    async load(run: RunKey) {
      // One statement a table: in a batch D1 gives rows by column name, so a join would mix up columns of the same name.
      const ofRequest = (column: string) =>
        sql`(select ${sql.identifier(column)} from requests where request_id = ${run.requestId} and account_id = ${run.accountId})`;
      const [found, versions, storeRows, accountRows, steps, replies] = await db.batch([
        db
          .select()
          .from(requests)
          .where(and(eq(requests.accountId, run.accountId), eq(requests.requestId, run.requestId))),
        db
          .select({ definition: flowVersions.definition })
          .from(flowVersions)
          .where(
            and(
              eq(flowVersions.accountId, run.accountId),
              eq(flowVersions.key, ofRequest('flow')),
              eq(flowVersions.version, ofRequest('flow_version')),
            ),
          ),
        db
          .select()
          .from(stores)
          .where(eq(stores.storeId, ofRequest('id_store'))),
        db.select().from(accounts).where(eq(accounts.accountId, run.accountId)),
        db
          .select()
          .from(requestSteps)
          .where(and(eq(requestSteps.accountId, run.accountId), eq(requestSteps.requestId, run.requestId)))
          .orderBy(asc(requestSteps.seq)),
        db
          .select()
          .from(messages)
          .where(
            and(
              eq(messages.accountId, run.accountId),
              eq(messages.requestId, run.requestId),
              eq(messages.direction, 'in'),
              sql`${messages.step} is not null`,
            ),
          ),
      ]);
      const [request, version, store, account] = [found[0], versions[0], storeRows[0], accountRows[0]];
      return request && version && store && account
        ? { request, definition: version.definition, store, account, steps, replies }
        : undefined;
    },

    /**
     * Moves a queued request to running and writes what its start costs, once. Gives the variables with which the run began,
     * whoever began it.
     */
    async begin(run: RunKey & { now: number; nextCheckAt: number; charge: NewCharge }): Promise<JsonObject | null> {
      const { now, nextCheckAt, charge } = run;
      const [, rows] = await db.batch([
        db
          .update(requests)
          .set({
            status: 'running',
            initialVariables: sql`${requests.variables}`,
            startedAt: now,
            updatedAt: now,
            nextCheckAt,
          })
          .where(and(liveRequest(run), eq(requests.status, 'queued'))),
        db
          .select({ variables: requests.initialVariables })
          .from(requests)
          .where(and(eq(requests.accountId, run.accountId), eq(requests.requestId, run.requestId))),
        insertCharge(db, charge),
      ]);
      return rows[0]?.variables ?? null;
    },

    /** Writes that a step has begun, before it calls anything outside. */
    async beginStep(
      run: RunKey & { at: StepRecord; progress: RunProgress; now: number; nextCheckAt: number },
    ): Promise<RunWriteResult> {
      const { at, progress, now, nextCheckAt, accountId, requestId } = run;
      const row = { ...at, accountId, requestId, status: 'running' as const, startedAt: now };
      return write(
        db.insert(requestSteps).values(row).onConflictDoNothing({ target: STEP_PRIMARY_KEY }),
        moveRequest(run, progress, { status: 'running', updatedAt: now, nextCheckAt }),
        insertPassed(run, progress.completedSteps, now),
      );
    },

    /** Writes that a step has begun that asks a store, and reads that store as it is now. */
    async beginFetch(
      run: RunKey & { at: StepRecord; progress: RunProgress; storeId: string; now: number; nextCheckAt: number },
    ) {
      const { at, progress, storeId, now, nextCheckAt, accountId, requestId } = run;
      const row = { ...at, accountId, requestId, status: 'running' as const, startedAt: now };
      const [moved, , storeRows] = await db.batch([
        moveRequest(run, progress, { status: 'running', updatedAt: now, nextCheckAt }),
        db.insert(requestSteps).values(row).onConflictDoNothing({ target: STEP_PRIMARY_KEY }),
        db
          .select()
          .from(stores)
          .where(and(eq(stores.accountId, accountId), eq(stores.storeId, storeId))),
        ...insertPassed(run, progress.completedSteps, now),
      ]);
      return { live: moved.length > 0, store: storeRows[0] };
    },

    /**
     * Writes that a step is about to call Meta, and to whom the request now speaks, who is whom the merchant's own key of
     * this request means from now on. Unless it `reminds` of a question that was sent before, an answer must be younger than
     * this call, or than an earlier one that may have gone out. The row that comes back is the one that
     * was written first, with the form that goes now: it says whether the message has gone out already.
     */
    async beginSend(
      run: RunKey & {
        at: StepRecord;
        progress: RunProgress;
        now: number;
        nextCheckAt: number;
        message: Message;
        isReminder: boolean;
      },
    ): Promise<{ live: boolean; message: Message | undefined; variables: JsonObject }> {
      const { at, progress, now, nextCheckAt, message: m, isReminder, accountId, requestId } = run;
      const row = { ...at, accountId, requestId, status: 'running' as const, startedAt: now };
      const { channelId, address } = m;
      const turn = sql`(select turn from requests where request_id = ${requestId})`;
      const mayHaveGone = sql`exists (select 1 from messages where request_id = ${requestId} and step = ${at.step}
        and visit = ${at.iteration} and (wamid is not null or call_at is not null))`;
      const [moved, , , rows] = await db.batch([
        moveRequest(run, progress, {
          status: 'running',
          openWait: null,
          waitingFor: null,
          heldChannelId: null,
          channelId,
          address,
          ...(isReminder ? {} : { answersSince: sql`iif(${mayHaveGone}, ${requests.answersSince}, ${now})` }),
          updatedAt: now,
          nextCheckAt,
        }),
        db
          .insert(requestSteps)
          .values(row)
          .onConflictDoUpdate({
            target: STEP_PRIMARY_KEY,
            set: { status: 'running', detail: sql`excluded.detail` },
            setWhere: isNull(requestSteps.result),
          }),
        db
          .insert(messages)
          .select(
            sql`select ${rowOf(messages, m, { turn, userKey: userKeyOfRequest(run) })} where ${requestIsLive(run)}`,
          )
          .onConflictDoUpdate({
            target: [messages.requestId, messages.step, messages.iteration],
            set: { kind: m.kind, content: sql`excluded.content`, callStartedAt: m.callStartedAt },
            setWhere: sql`${messages.status} = 'pending' and ${messages.wamid} is null`,
          }),
        db
          .select()
          .from(messages)
          .where(
            and(eq(messages.requestId, requestId), eq(messages.step, at.step), eq(messages.iteration, at.iteration)),
          ),
        ...insertPassed(run, progress.completedSteps, now),
        ...linkMerchantKey(db, { accountId, userKey: m.userKey, address, at: now }, requestIsLive(run)),
      ]);
      return { live: moved.length > 0, message: rows[0], variables: moved[0]?.variables ?? {} };
    },

    /** Writes that Meta has refused a call, so that it is known not to have gone out. */
    async clearCall({ accountId, messageId }: { accountId: string; messageId: string }): Promise<void> {
      await db
        .update(messages)
        .set({ callStartedAt: null })
        .where(and(eq(messages.accountId, accountId), eq(messages.messageId, messageId)));
    },

    /**
     * Writes what Meta answered to a send, with the step that sent, and which names the answer says are one customer's. Gives
     * the events of messages that are to be matched again, as it is now known who wrote them.
     */
    async endSend(
      run: RunKey & {
        at: StepKey;
        messageId: string;
        sent: { wamid: string; address: string; pairs: NamePair[] } | null;
        detail: JsonObject;
        result: JsonObject;
        now: number;
      },
    ): Promise<StoredEvent[]> {
      const { at, messageId, sent, detail, result, now } = run;
      const pairs = sent?.pairs ?? [];
      const unmatched = selectUnmatched(db, pairs, now);
      const results = await db.batch([
        db
          .update(messages)
          .set(
            sent
              ? {
                  wamid: sent.wamid,
                  address: sent.address,
                  // A status may have come before the answer to the send: it is not taken back.
                  status: sql`iif(${messages.status} = 'pending', 'accepted', ${messages.status})`,
                  callStartedAt: null,
                  updatedAt: now,
                }
              : { status: 'failed', callStartedAt: null, updatedAt: now },
          )
          .where(and(eq(messages.accountId, run.accountId), eq(messages.messageId, messageId))),
        db
          .update(requestSteps)
          .set({ status: sent ? 'done' : 'failed', detail, result, endedAt: now })
          .where(and(isStep(run, at), isNull(requestSteps.result))),
        ...(sent ? [db.update(requests).set({ address: sent.address, updatedAt: now }).where(liveRequest(run))] : []),
        ...linkNames(db, pairs, messageExists(run)),
        ...unmatched,
      ]);
      return unmatched.length === 0 ? [] : toStoredEvents(results.at(-1) as UnmatchedRow[]);
    },

    /** Writes how a step ended and what the run resumes from. */
    async endStep(
      run: RunKey & { at: StepKey; status: 'done' | 'failed'; detail: JsonObject; result: JsonObject; now: number },
    ): Promise<void> {
      const { at, status, detail, result, now } = run;
      await db
        .update(requestSteps)
        .set({ status, detail, result, endedAt: now })
        .where(and(isStep(run, at), isNull(requestSteps.result)));
    },

    /**
     * Writes a charge at the price in force and the step that causes it, which is done if there is one. Gives the price list
     * that tells why there is none.
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
      const ofCause = sql`from charges where account_id = ${accountId} and cause = ${charge.dedupeKey}`;
      const ifWritten = (value: SQL, otherwise: SQL) => sql`iif(exists (select 1 ${ofCause}), ${value}, ${otherwise})`;
      const detail = sql`(select json_object('charge_id', charge_id, 'kind', kind, 'amount', ${amountText(sql`amount`)},
        'currency', currency) ${ofCause})`;
      const [moved, , , written, priceLists] = await db.batch([
        moveRequest(run, progress, { status: 'running', updatedAt: now, nextCheckAt }),
        insertCharge(db, charge, requestIsLive(run), userKeyOfRequest(run)),
        db
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
        db
          .select({ chargeId: charges.chargeId })
          .from(charges)
          .where(and(eq(charges.accountId, accountId), eq(charges.dedupeKey, charge.dedupeKey))),
        db.select({ priceList: accounts.priceList }).from(accounts).where(eq(accounts.accountId, accountId)),
        ...insertPassed(run, progress.completedSteps, now),
      ]);
      return moved[0]
        ? { live: true, written: written.length > 0, priceList: priceLists[0]?.priceList ?? {} }
        : { live: false };
    },

    /**
     * Writes a push with the next sequence number of its object, and the step that causes it. An earlier unfinished push
     * of the same object blocks it; to a deleted store nothing is pushed any more.
     */
    async writePush(
      run: RunKey & {
        at: StepRecord;
        progress: RunProgress;
        result: JsonObject | null;
        now: number;
        nextCheckAt: number;
        push: Omit<typeof pushes.$inferSelect, 'sequence' | 'state'>;
      },
    ): Promise<RunWriteResult & { push?: typeof pushes.$inferSelect }> {
      const { at, progress, result, now, nextCheckAt, accountId, requestId, push: p } = run;
      const done = result !== null;
      const row = {
        ...at,
        accountId,
        requestId,
        status: done ? ('done' as const) : ('running' as const),
        result,
        startedAt: now,
        endedAt: done ? now : null,
      };
      const sameObject = sql`id_store = ${p.storeId} and object_type = ${p.objectType} and object_id = ${p.objectId}`;
      const unfinished = sql`exists (select 1 from pushes where ${sameObject} and held_until is not null)`;
      const deleted = sql`exists (select 1 from stores where id_store = ${p.storeId} and deleted_at is not null)`;
      const [moved, , , rows] = await db.batch([
        moveRequest(run, progress, { status: 'running', updatedAt: now, nextCheckAt }),
        db.insert(requestSteps).values(row).onConflictDoNothing({ target: STEP_PRIMARY_KEY }),
        db
          .insert(pushes)
          .select(
            sql`select ${rowOf(pushes, p, {
              userKey: userKeyOfRequest(run),
              sequence: sql`coalesce((select max(sequence) from pushes where ${sameObject}),
                (select forgotten_sequence from stores where id_store = ${p.storeId}), 0) + 1`,
              state: sql`case when ${deleted} then 'cancelled' when ${unfinished} then 'blocked' else 'pending' end`,
              visibleAt: sql`case when ${deleted} then null when ${unfinished} then ${BLOCKED_UNTIL} else ${p.visibleAt} end`,
              nextAttemptAt: sql`iif(${deleted}, null, ${p.nextAttemptAt})`,
            })} where ${requestIsLive(run)}`,
          )
          .onConflictDoNothing(),
        db
          .select()
          .from(pushes)
          .where(and(eq(pushes.requestId, requestId), eq(pushes.step, p.step), eq(pushes.iteration, p.iteration))),
        ...insertPassed(run, progress.completedSteps, now),
      ]);
      return moved[0] ? { live: true, variables: moved[0].variables, push: rows[0] } : { live: false };
    },

    /** Ends a run: nothing is written any more for a request after this. */
    async end(
      run: RunKey & {
        progress: RunProgress;
        now: number;
        status: 'completed' | 'failed';
        outcome: string | null;
        error: RequestRow['error'];
      },
    ): Promise<void> {
      const { progress, now, status, outcome, error } = run;
      const ended = {
        status,
        outcome,
        error,
        openWait: null,
        waitingFor: null,
        heldChannelId: null,
        nextCheckAt: null,
        updatedAt: now,
        completedAt: now,
      };
      await db.batch([moveRequest(run, progress, ended), ...insertPassed(run, progress.completedSteps, now)]);
    },

    /** Marks a step as failed with what it says to the outside. */
    async failStep(run: RunKey & { at: Omit<StepRecord, 'detail'>; detail: JsonObject; now: number }): Promise<void> {
      const { at, detail, now, accountId, requestId } = run;
      await db
        .insert(requestSteps)
        .values({ ...at, detail, accountId, requestId, status: 'failed', startedAt: now, endedAt: now })
        .onConflictDoUpdate({ target: STEP_PRIMARY_KEY, set: { status: 'failed', detail, endedAt: now } });
    },
  };
};

export type RunLogRepository = ReturnType<typeof runLogRepository>;
export type LoadedRun = NonNullable<Awaited<ReturnType<RunLogRepository['load']>>>;
