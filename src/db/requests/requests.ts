import { and, asc, desc, eq, gt, gte, inArray, lt, lte, type SQL, sql } from 'drizzle-orm';
import { lowestId } from '../../shared/crypto/ids';
import type { JsonObject } from '../../shared/json/json';
import { type AuditDraft, auditIf } from '../accounts/audit';
import { keysOfCustomer } from '../customers/customer-names';
import { restartStatements } from '../runs/restart-statements';
import { orders, type requestSteps, requests } from '../schema';
import { runBatch } from '../sql/batch';
import { type Database, jsonList } from '../sql/database';
import { type IdempotencyRecord, insertIdempotencyRecord } from '../sql/idempotency';
import { isAboutObject } from '../sql/is-about-object';
import { isLive } from '../sql/is-live';
import { type PageParams, trimPage } from '../sql/page';
import { cancelRequests } from './request-statements';

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
  /** Requests about an object with one of these ids, or about an order with one of these order numbers. */
  order?: { ids: string[]; numbers: string[] };
};

/** Ids bound the rows that are read. The time in an id may be a little ahead of the row's creation time. */
const ID_MARGIN_MS = 1_000;

/** Only the newest orders are searched by number. */
const NEWEST_ORDERS = 1_000;

/** Each object is looked up by index; a condition on the row itself would read all requests of the account. */
const isAboutOrder = (accountId: string, { ids, numbers }: NonNullable<RequestFilter['order']>): SQL =>
  sql`${requests.requestId} in (select r.request_id
    from (select value id from json_each(${JSON.stringify(ids)}) union select o.id from
        (select ${orders.orderId} id, ${orders.orderNumber} number from ${orders} where ${orders.accountId} = ${accountId}
          order by ${orders.id} desc limit ${NEWEST_ORDERS}) o where o.number in ${jsonList(numbers)}) k
    cross join ${requests} r where r.account_id = ${accountId} and r.object_id = k.id)`;

const REQUEST_COLUMNS = { table: requests, id: requests.requestId, objectId: requests.objectId };

/** Earlier versions stored e-mail addresses as written; their other spellings are names of the same customer. */
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

/** Returns the clauses of a query for a page of requests, with one row more if there are others. */
export function pageOfRequests(accountId: string, filter: RequestFilter, { limit, after, order }: SortedPageParams) {
  const id = requests.requestId;
  const next = after === null ? undefined : order === 'asc' ? gt(id, after) : lt(id, after);
  const where = and(matching(accountId, filter), next);
  return { where, orderBy: order === 'asc' ? asc(id) : desc(id), limit: limit + 1 };
}

export const requestsRepository = (db: Database) => {
  return {
    async insert(row: RequestRow, idempotencyRecord: IdempotencyRecord | null): Promise<void> {
      await runBatch(db, {
        request: db.insert(requests).values(row),
        idempotency: insertIdempotencyRecord(db, idempotencyRecord),
      });
    },

    async find(accountId: string, requestId: string): Promise<RequestRow | undefined> {
      return db
        .select()
        .from(requests)
        .where(and(eq(requests.accountId, accountId), eq(requests.requestId, requestId)))
        .get();
    },

    /** Merges variables (RFC 7396). A `resumeStep` resumes a handed-over run there; the sweep then checks its wait. */
    async patch({
      accountId,
      requestId,
      variables,
      resumeStep,
      changed,
      resumed,
      now,
    }: {
      accountId: string;
      requestId: string;
      variables: JsonObject;
      resumeStep: string | null;
      /** The entries of changed variables and of a resumed run. */
      changed: AuditDraft | null;
      resumed: AuditDraft | null;
      now: number;
    }): Promise<RequestRow | undefined> {
      const isIt = and(eq(requests.accountId, accountId), eq(requests.requestId, requestId));
      const { patched } = await runBatch(db, {
        changedLogged: auditIf(db, changed, { where: sql`exists (select 1 from ${requests} where ${isIt})` }),
        resumedLogged: auditIf(db, resumed, {
          where: sql`exists (select 1 from ${requests} where ${isIt} and ${requests.waitingFor} = 'person')`,
        }),
        patched: db
          .update(requests)
          .set({
            variables: sql`json_patch(${requests.variables}, ${JSON.stringify(variables)})`,
            updatedAt: now,
            ...(resumeStep === null ? {} : { resumeStep, nextCheckAt: now }),
          })
          .where(isIt)
          .returning(),
      });
      return patched[0];
    },

    /** Makes a failed request live again at its failed step; returns undefined, with nothing changed, if that cannot be. */
    async restart(run: Parameters<typeof restartStatements>[1]): Promise<RequestRow | undefined> {
      return (await runBatch(db, restartStatements(db, run))).restarted[0];
    },

    /** Cancels a live request and stops its pushes. Returns the pushes that this releases. Repeating it changes nothing. */
    async cancel(
      { accountId, requestId }: Pick<RequestRow, 'accountId' | 'requestId'>,
      now: number,
      visibleAt: number,
      audit: AuditDraft | null,
    ) {
      const cancelled = { accountId, requestIds: [requestId], outcome: null, now, visibleAt };
      const isLiveRequest = and(eq(requests.accountId, accountId), eq(requests.requestId, requestId), isLive());
      const { released } = await runBatch(db, {
        audit: auditIf(db, audit, { where: sql`exists (select 1 from ${requests} where ${isLiveRequest})` }),
        ...cancelRequests(db, cancelled),
      });
      return released;
    },

    async list(accountId: string, filter: RequestFilter, page: SortedPageParams) {
      const { where, orderBy, limit } = pageOfRequests(accountId, filter, page);
      return trimPage(await db.select().from(requests).where(where).orderBy(orderBy).limit(limit), page.limit);
    },

    /** Claims up to `limit` requests whose check is due, for `leaseMs`. */
    async claimDue({ now, leaseMs, limit }: { now: number; leaseMs: number; limit: number }): Promise<RequestRow[]> {
      const due = db
        .select({ requestId: requests.requestId })
        .from(requests)
        .where(and(isLive(), lte(requests.nextCheckAt, now)))
        .orderBy(asc(requests.nextCheckAt))
        .limit(limit);
      return db
        .update(requests)
        .set({ nextCheckAt: now + leaseMs })
        .where(inArray(requests.requestId, due))
        .returning();
    },
  };
};

export type RequestsRepository = ReturnType<typeof requestsRepository>;
