import { and, asc, desc, eq, gt, gte, inArray, lt, type SQL, sql } from 'drizzle-orm';
import { lowestId } from '../shared/ids';
import type { JsonObject } from '../shared/json';
import { keysOfCustomer } from './customer-names';
import type { Database } from './database';
import { type IdempotencyRecord, insertIdempotencyRecord } from './idempotency';
import { isAboutObject } from './is-about-object';
import { type PageParams, trimPage } from './page';
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
  storeId?: string;
  objectType?: string;
  objectId?: string;
  createdFrom?: number;
  createdTo?: number;
  /** Those about an object of one of these ids, or about an order that its shop shows by one of these numbers. */
  order?: { ids: string[]; numbers: string[] };
};

/** A request that has ended has no time at which anybody must look after it. */
export const isLive = sql`${requests.nextCheckAt} is not null`;

/** Ids tell the time of their making, which may run a little ahead of the row's: they bound what is read. */
const ID_MARGIN_MS = 1_000;

/** No index finds an order by its number: it is looked for among the newest ones. */
const NEWEST_ORDERS = 1_000;

/** Object by object, which are few: as a condition of the row all requests of the account would be read for it. */
const isAboutOrder = (accountId: string, { ids, numbers }: NonNullable<RequestFilter['order']>): SQL =>
  sql`${requests.requestId} in (select r.request_id
    from (select value id from json_each(${JSON.stringify(ids)})
      union select order_id from
        (select order_id, order_number from orders where account_id = ${accountId} order by id desc limit ${NEWEST_ORDERS})
        where order_number in (select value from json_each(${JSON.stringify(numbers)}))) k
    cross join requests r where r.account_id = ${accountId} and r.object_id = k.id)`;

const REQUEST_COLUMNS = { table: requests, id: requests.requestId, objectId: requests.objectId };

/** E-mail addresses were once kept as they were written: their other spellings are names of the same customer. */
const ofUserKey = (accountId: string, userKey: string): SQL =>
  userKey.includes('@')
    ? sql`${requests.userKey} in (select user_key from ${keysOfCustomer(accountId, userKey)}
        where lower(user_key) = lower(${userKey}))`
    : eq(requests.userKey, userKey);

const matching = (accountId: string, filter: RequestFilter): SQL | undefined =>
  and(
    eq(requests.accountId, accountId),
    filter.order === undefined ? undefined : isAboutOrder(accountId, filter.order),
    filter.userKey === undefined ? undefined : ofUserKey(accountId, filter.userKey),
    filter.flow === undefined ? undefined : eq(requests.flow, filter.flow),
    filter.status === undefined ? undefined : inArray(requests.status, filter.status),
    filter.waitingFor === undefined ? undefined : eq(requests.waitingFor, filter.waitingFor),
    filter.outcome === undefined ? undefined : eq(requests.outcome, filter.outcome),
    filter.storeId === undefined ? undefined : eq(requests.storeId, filter.storeId),
    filter.objectType === undefined ? undefined : eq(requests.objectType, filter.objectType),
    filter.objectId === undefined ? undefined : isAboutObject(REQUEST_COLUMNS, accountId, filter.objectId),
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

type SortedPageParams = PageParams & { order: 'asc' | 'desc' };

/** How a statement chooses a page of requests, with one row too many where there are more. */
export function pageOfRequests(accountId: string, filter: RequestFilter, { limit, after, order }: SortedPageParams) {
  const id = requests.requestId;
  const next = after === null ? undefined : order === 'asc' ? gt(id, after) : lt(id, after);
  const where = and(matching(accountId, filter), next);
  return { where, orderBy: order === 'asc' ? asc(id) : desc(id), limit: limit + 1 };
}

export const requestsRepository = (db: Database) => {
  return {
    async insert(row: RequestRow, idempotencyRecord: IdempotencyRecord | null): Promise<void> {
      await db.batch([db.insert(requests).values(row), ...insertIdempotencyRecord(db, idempotencyRecord)]);
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
          ...(resumeStep === null ? {} : { resumeStep, nextCheckAt: now }),
        })
        .where(and(eq(requests.accountId, accountId), eq(requests.requestId, requestId)))
        .returning()
        .get();
    },

    /**
     * Ends a live request and what it still had to push, in one batch; a push that this unblocks is released. Doing it
     * again changes nothing.
     */
    async cancel(accountId: string, requestId: string, now: number, visibleAt: number) {
      const [, , released] = await db.batch(
        cancelRequests(db, { accountId, requestIds: [requestId], outcome: null, now, visibleAt }),
      );
      return released;
    },

    async list(accountId: string, filter: RequestFilter, page: SortedPageParams) {
      const { where, orderBy, limit } = pageOfRequests(accountId, filter, page);
      return trimPage(await db.select().from(requests).where(where).orderBy(orderBy).limit(limit), page.limit);
    },

    /**
     * Takes up to `limit` requests that should have moved by `now`, and gives them `leaseMs` before they are due again,
     * so that two sweepers don't take the same.
     */
    async claimDue({ now, leaseMs, limit }: { now: number; leaseMs: number; limit: number }): Promise<RequestRow[]> {
      return db
        .update(requests)
        .set({ nextCheckAt: now + leaseMs })
        .where(
          sql`${requests.requestId} in (select request_id from requests where wake_at is not null and wake_at <= ${now}
            order by wake_at limit ${limit})`,
        )
        .returning();
    },
  };
};

export type RequestsRepository = ReturnType<typeof requestsRepository>;
