import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { REQUEST_STATUSES, STEP_STATUSES, WAITING_FOR } from '../../shared/flows/statuses';
import type { JsonObject } from '../../shared/json/json';
import { json } from './json-column';

export type RequestError = { code: string; detail: string; step: string | null };

export const requests = sqliteTable(
  'requests',
  {
    requestId: text('request_id').primaryKey(),
    accountId: text('account_id').notNull(),
    flow: text('flow').notNull(),
    flowVersion: integer('flow_version').notNull(),
    userKey: text('user_key').notNull(),
    storeId: text('id_store').notNull(),
    objectType: text('object_type'),
    objectId: text('object_id'),
    variables: json<JsonObject>('variables').notNull(),
    /** The variables at the start of the run, which a replay starts from; null until the run starts. */
    initialVariables: json<JsonObject>('initial_variables'),
    status: text('status', { enum: REQUEST_STATUSES }).notNull(),
    outcome: text('outcome'),
    error: json<RequestError>('error'),
    /** Identifies the trigger where it can arrive twice (an order event and a flow); unique per account. */
    dedupeKey: text('cause'),
    /** What the run knows from its first step about the event that started it, besides its object. */
    triggerFacts: json<JsonObject>('trigger_facts'),
    /** The key of the open wait, `<step>-<iteration>`, which is the type of the Workflow event that wakes it. */
    openWait: text('open_wait'),
    waitingFor: text('waiting_for', { enum: WAITING_FOR }),
    /** The step that a person chose to resume the run at. */
    resumeStep: text('resume_step'),
    /** The channel and address of the last send; incoming messages are matched to requests by them. */
    channelId: text('channel_id'),
    address: text('address'),
    /** The broken channel that a send waits for. */
    heldChannelId: text('held_channel_id'),
    /** When the customer opted out; null again once a wait has ended because of it. */
    optedOutAt: integer('opted_out_at'),
    /** The number of waits that a reply has ended; a button of an earlier turn is not an answer. */
    turn: integer('turn').notNull().default(0),
    /** Messages from before this instant do not answer the current question; null means the request's creation. */
    answersSince: integer('answers_since'),
    /** When the sweep checks the request unless it has moved by then; null once it has ended. */
    nextCheckAt: integer('wake_at'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
    startedAt: integer('started_at'),
    completedAt: integer('completed_at'),
  },
  (t) => [
    index('requests_account').on(t.accountId, t.requestId),
    index('requests_user').on(t.accountId, t.userKey, t.requestId),
    index('requests_status').on(t.accountId, t.status, t.requestId),
    index('requests_flow').on(t.accountId, t.flow, t.requestId),
    index('requests_object').on(t.accountId, t.objectId, t.requestId),
    uniqueIndex('requests_cause').on(t.accountId, t.dedupeKey),
    index('requests_waiting').on(t.accountId, t.waitingFor, t.requestId).where(sql`${t.waitingFor} is not null`),
    index('requests_held').on(t.heldChannelId).where(sql`${t.heldChannelId} is not null`),
    index('requests_wake').on(t.nextCheckAt).where(sql`${t.nextCheckAt} is not null`),
    index('requests_conversation').on(t.channelId, t.address, t.requestId).where(sql`${t.nextCheckAt} is not null`),
  ],
);

/** The log of runs: one row for each iteration of a step. A run resumes from `result`. */
export const requestSteps = sqliteTable(
  'request_steps',
  {
    requestId: text('request_id').notNull(),
    step: text('step').notNull(),
    iteration: integer('visit').notNull(),
    accountId: text('account_id').notNull(),
    seq: integer('seq').notNull(),
    kind: text('kind').notNull(),
    status: text('status', { enum: STEP_STATUSES }).notNull(),
    detail: json<JsonObject>('detail').notNull(),
    result: json<JsonObject>('result'),
    /** When an open wait times out. */
    deadline: integer('deadline'),
    startedAt: integer('started_at').notNull(),
    endedAt: integer('ended_at'),
  },
  (t) => [
    primaryKey({ columns: [t.requestId, t.step, t.iteration] }),
    index('request_steps_account').on(t.accountId, t.requestId, t.seq),
  ],
);
