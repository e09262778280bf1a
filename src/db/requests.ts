import { and, asc, desc, eq, gt, gte, inArray, lt, type SQL, sql } from 'drizzle-orm';
import { lowestId } from '../shared/ids';
import type { JsonObject } from '../shared/json';
import type { Database } from './database';
import { claimKey, type IdempotencyRow } from './idempotency';
import { cutPage, type Page } from './page';
import { cancelRequests } from './request-statements';
import { type requestSteps, requests } from './schema';

export type RequestRow = typeof requests.$inferSelect;
export type StepRow = typeof requestSteps.$inferSelect;
export type RequestStatus = RequestRow['status'];

export type RequestFilter = {
  userKey?: string;
  flow?: string;
  status?: RequestStatus[];
  waitingFor?: NonNullable<RequestRow['waitingFor']>;
  outcome?: string;
  idStore?: string;
  objectType?: string;
  objectId?: string;
  createdFrom?: number;
  createdTo?: number;
};

/** A request that has ended has no time at which anybody must look after it. */
export const isLive = sql`${requests.wakeAt} is not null`;

/** Ids tell the time of their making, which may run a little ahead of the row's: they bound what is read. */
const ID_MARGIN_MS = 1_000;

const matching = (accountId: string, filter: RequestFilter): SQL | undefined =>
  and(
    eq(requests.accountId, accountId),
    filter.userKey === undefined ? undefined : eq(requests.userKey, filter.userKey),
    filter.flow === undefined ? undefined : eq(requests.flow, filter.flow),
    filter.status === undefined ? undefined : inArray(requests.status, filter.status),
    filter.waitingFor === undefined ? undefined : eq(requests.waitingFor, filter.waitingFor),
    filter.outcome === undefined ? undefined : eq(requests.outcome, filter.outcome),
    filter.idStore === undefined ? undefined : eq(requests.idStore, filter.idStore),
    filter.objectType === undefined ? undefined : eq(requests.objectType, filter.objectType),
    filter.objectId === undefined ? undefined : eq(requests.objectId, filter.objectId),
    ...(filter.createdFrom === undefined
      ? []
      : [
          gte(requests.createdAt, filter.createdFrom),
          gte(requests.requestId, lowestId('req', filter.createdFrom - ID_MARGIN_MS)),
        ]),
    ...(filter.createdTo === undefined
      ? []
      : [
          lt(requests.createdAt, filter.createdTo),
          lt(requests.requestId, lowestId('req', filter.createdTo + ID_MARGIN_MS)),
        ]),
  );

export const requestsRepository = (db: Database) => {
  return {
    async insert(row: RequestRow, claim: IdempotencyRow | null): Promise<void> {
      await db.batch([db.insert(requests).values(row), ...claimKey(db, claim)]);
    },

    async find(accountId: string, requestId: string): Promise<RequestRow | undefined> {
      return db
        .select()
        .from(requests)
        .where(and(eq(requests.accountId, accountId), eq(requests.requestId, requestId)))
        .get();
    },

    /** Merges variables (RFC 7396) and says where a handed-over run goes on; the sweeper then looks after that wait. */
    async patch({
      accountId,
      requestId,
      variables,
      resumeStep,
      now,
    }: {
      accountId: string;
      requestId: string;
      variables: JsonObject;
      resumeStep: string | null;
      now: number;
    }): Promise<RequestRow | undefined> {
      return db
        .update(requests)
        .set({
          variables: sql`json_patch(${requests.variables}, ${JSON.stringify(variables)})`,
          updatedAt: now,
          ...(resumeStep === null ? {} : { resumeStep, wakeAt: now }),
        })
        .where(and(eq(requests.accountId, accountId), eq(requests.requestId, requestId)))
        .returning()
        .get();
    },

    /**
     * Ends a live request and what it still had to push, in one batch; a push that this unblocks is released. Doing it
     * again changes nothing.
     */
    async cancel(accountId: string, requestId: string, now: number, heldUntil: number) {
      const [, , released] = await db.batch(
        cancelRequests(db, { accountId, requestIds: [requestId], outcome: null, now, heldUntil }),
      );
      return released;
    },

    async list(accountId: string, filter: RequestFilter, { limit, after, order }: Page & { order: 'asc' | 'desc' }) {
      const next = after
        ? order === 'asc'
          ? gt(requests.requestId, after)
          : lt(requests.requestId, after)
        : undefined;
      const rows = await db
        .select()
        .from(requests)
        .where(and(matching(accountId, filter), next))
        .orderBy(order === 'asc' ? asc(requests.requestId) : desc(requests.requestId))
        .limit(limit + 1);
      return cutPage(rows, limit);
    },

    /**
     * Takes up to `limit` requests that should have moved by `now`, and gives them `leaseMs` before they are due again,
     * so that two sweepers don't take the same.
     */
    async takeDue({ now, leaseMs, limit }: { now: number; leaseMs: number; limit: number }): Promise<RequestRow[]> {
      return db
        .update(requests)
        .set({ wakeAt: now + leaseMs })
        .where(
          sql`${requests.requestId} in (select request_id from requests where wake_at is not null and wake_at <= ${now}
            order by wake_at limit ${limit})`,
        )
        .returning();
    },
  };
};

export type RequestsRepository = ReturnType<typeof requestsRepository>;
