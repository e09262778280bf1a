import { and, eq, isNull, sql } from 'drizzle-orm';
import type { JsonObject } from '../../shared/json/json';
import { countChange, isOwned, lastSeq, showSentMessage } from '../conversations/conversation-statements';
import { joinCustomers } from '../customer-merges/join-customers';
import { linkMerchantKey, type NamePair } from '../customers/customer-names';
import { insertStatusEvents } from '../messages/message-events';
import { acceptedColumns, type Message, messageExists } from '../messages/messages';
import { type StoredEvent, selectUnmatched, toStoredEvents } from '../messages/unmatched-messages';
import {
  isStep,
  type RunKey,
  type RunProgress,
  requestIsLive,
  runStatements,
  STEP_PRIMARY_KEY,
  type StepKey,
  type StepRecord,
  userKeyOfRequest,
} from '../runs/run-statements';
import { messages, requestSteps, requests } from '../schema';
import { runBatch } from '../sql/batch';
import { type Database, fromExcluded, selectValues } from '../sql/database';
import { type NewWait, openWaitStatements } from './open-wait-statements';
import { type SettledWait, settleStatements, toSettledWait } from './settle-statements';

const isMessageOf = ({ requestId }: RunKey, { step, iteration }: StepKey) =>
  and(eq(messages.requestId, requestId), eq(messages.step, step), eq(messages.iteration, iteration));

/** The log of the steps that send a message. */
export const runSendLog = (db: Database) => {
  const { liveRequest, insertCompletedSteps, updateLiveRequest } = runStatements(db);

  return {
    /**
     * Writes that a step is about to call Meta, with the channel and address that the request now writes to, and links the
     * request's merchant key to the address. Answers must be younger than this call, or than an earlier call that may have
     * gone out, except for a reminder of an earlier question. Returns the message as first inserted, with the current form;
     * it says whether the message has gone out already. `isOwned`: nothing was written of a free form, because a person or
     * another app answers this customer.
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
    ): Promise<{ live: boolean; isOwned: boolean; message: Message | undefined; variables: JsonObject }> {
      const { at, progress, now, nextCheckAt, message, isReminder, accountId, requestId } = run;
      const { channelId, address, userKey, kind, callStartedAt } = message;
      const mayHaveGone = sql`exists (select 1 from ${messages} where ${isMessageOf(run, at)}
        and (${messages.wamid} is not null or ${messages.callStartedAt} is not null))`;
      const conversation = { accountId, channelId, address };
      const mayWrite = sql`${requestIsLive(run)} and (${kind} = 'template' or not ${isOwned(conversation)})`;
      const instead = {
        seq: lastSeq(accountId),
        turn: sql`(select ${requests.turn} from ${requests} where ${requests.requestId} = ${requestId})`,
        userKey: userKeyOfRequest(run),
      };
      const { updated, sent, owned } = await runBatch(db, {
        updated: updateLiveRequest(run, progress, {
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
        step: db
          .insert(requestSteps)
          .values({ ...at, accountId, requestId, status: 'running', startedAt: now })
          .onConflictDoUpdate({
            target: STEP_PRIMARY_KEY,
            set: { status: 'running', ...fromExcluded(requestSteps, ['detail']) },
            setWhere: isNull(requestSteps.result),
          }),
        counted: countChange(db, [accountId]),
        owned: db
          .select({ isOwned: sql<number>`${isOwned(conversation)}`.as('is_owned') })
          .from(requests)
          .where(and(eq(requests.accountId, accountId), eq(requests.requestId, requestId))),
        message: db
          .insert(messages)
          .select(sql`select ${selectValues(messages, message, instead)} where ${mayWrite}`)
          .onConflictDoUpdate({
            target: [messages.requestId, messages.step, messages.iteration],
            set: { kind, callStartedAt, ...fromExcluded(messages, ['content']) },
            setWhere: and(eq(messages.status, 'pending'), isNull(messages.wamid)),
          }),
        sent: db.select().from(messages).where(isMessageOf(run, at)),
        shown: showSentMessage(
          db,
          {
            ...conversation,
            messageId: sql`(select ${messages.messageId} from ${messages} where ${isMessageOf(run, at)})`,
            at: now,
          },
          mayWrite,
        ),
        completed: insertCompletedSteps(run, progress.completedSteps, now),
        names: linkMerchantKey(db, { accountId, userKey, address, at: now }, requestIsLive(run)),
      });
      return {
        live: updated.length > 0,
        isOwned: kind !== 'template' && owned[0]?.isOwned === 1,
        message: sent[0],
        variables: updated[0]?.variables ?? {},
      };
    },

    /** Writes that Meta has rejected a call: the message has not gone out. */
    async clearCall({ accountId, messageId }: { accountId: string; messageId: string }): Promise<void> {
      await db
        .update(messages)
        .set({ callStartedAt: null })
        .where(and(eq(messages.accountId, accountId), eq(messages.messageId, messageId)));
    },

    /**
     * Writes Meta's response to a send and the end of its step, and links the names in the response. If the message has gone
     * out, `wait` is opened and settled in the same round trip. Returns the events of messages to match again because their
     * sender is now known.
     */
    async endSend(
      run: RunKey & {
        at: StepKey;
        messageId: string;
        sent: { wamid: string; address: string; pairs: NamePair[] } | null;
        detail: JsonObject;
        result: JsonObject;
        now: number;
        wait: NewWait | null;
      },
    ): Promise<{ unmatched: StoredEvent[]; settled: SettledWait | null }> {
      const { at, messageId, sent, detail, result, now, accountId } = run;
      const errorCodes = typeof result.code === 'string' ? [result.code] : [];
      const failure = { accountId, messageId, channelId: null, status: 'failed', at: now, errorCodes };
      const pairs = sent?.pairs ?? [];
      const wait = sent && run.wait;
      const { unmatched, settled } = await runBatch(db, {
        outbox: sent ? [] : insertStatusEvents(db, [failure], now),
        message: db
          .update(messages)
          .set(
            sent
              ? { ...acceptedColumns(sent.wamid, now), address: sent.address }
              : { status: 'failed', callStartedAt: null, updatedAt: now },
          )
          .where(and(eq(messages.accountId, run.accountId), eq(messages.messageId, messageId))),
        step: db
          .update(requestSteps)
          .set({ status: sent ? 'done' : 'failed', detail, result, endedAt: now })
          .where(and(isStep(run, at), isNull(requestSteps.result))),
        request: sent
          ? [db.update(requests).set({ address: sent.address, updatedAt: now }).where(liveRequest(run))]
          : [],
        opened: wait ? [openWaitStatements(db, wait, { completedSteps: [], patch: {} })] : [],
        settled: wait ? [settleStatements(db, wait, wait.wait)] : [],
        names: joinCustomers(db, pairs, messageExists(run)),
        unmatched: selectUnmatched(db, pairs, now),
      });
      return { unmatched: toStoredEvents(unmatched.flat()), settled: settled[0] ? toSettledWait(settled[0]) : null };
    },
  };
};
