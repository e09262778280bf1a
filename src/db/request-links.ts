import { and, asc, desc, eq, type SQL, sql } from 'drizzle-orm';
import { newestOfCustomer } from './customers';
import type { Database } from './database';
import { cutPage, type Page } from './page';
import {
  charges,
  flowVersions,
  messageStatuses,
  messages,
  pushAttempts,
  pushes,
  requestSteps,
  requests,
} from './schema';

/** Requests together with everything that was later linked to them. */
export const requestLinksRepository = (db: Database) => {
  /** The queries that together tell all that is linked to some requests of one account. */
  const linkedTo = (accountId: string, chosen: SQL) =>
    [
      db
        .select()
        .from(requestSteps)
        .where(and(eq(requestSteps.accountId, accountId), sql`${requestSteps.requestId} in ${chosen}`))
        .orderBy(asc(requestSteps.requestId), asc(requestSteps.seq)),
      db
        .select()
        .from(messages)
        .where(and(eq(messages.accountId, accountId), sql`${messages.requestId} in ${chosen}`))
        .orderBy(asc(messages.messageId)),
      db
        .select()
        .from(messageStatuses)
        .where(
          and(
            eq(messageStatuses.accountId, accountId),
            sql`${messageStatuses.messageId} in (select message_id from messages where account_id = ${accountId} and request_id in ${chosen})`,
          ),
        )
        .orderBy(asc(messageStatuses.at)),
      db
        .select()
        .from(pushes)
        .where(and(eq(pushes.accountId, accountId), sql`${pushes.requestId} in ${chosen}`)),
      db
        .select()
        .from(pushAttempts)
        .where(
          and(
            eq(pushAttempts.accountId, accountId),
            sql`${pushAttempts.pushId} in (select push_id from pushes where account_id = ${accountId} and request_id in ${chosen})`,
          ),
        )
        .orderBy(asc(pushAttempts.number)),
      db
        .select()
        .from(charges)
        .where(and(eq(charges.accountId, accountId), sql`${charges.requestId} in ${chosen}`))
        .orderBy(asc(charges.chargeId)),
    ] as const;

  return {
    /** A request with everything linked to it, in one round trip. */
    async findWithLinks(accountId: string, requestId: string) {
      const [rows, steps, msgs, statuses, pushRows, attempts, chargeRows] = await db.batch([
        db
          .select()
          .from(requests)
          .where(and(eq(requests.accountId, accountId), eq(requests.requestId, requestId))),
        ...linkedTo(accountId, sql`(${requestId})`),
      ]);
      const links = { steps, messages: msgs, statuses, pushes: pushRows, attempts, charges: chargeRows };
      return rows[0] ? { request: rows[0], links } : undefined;
    },

    /**
     * A page of a customer's requests under any of their keys, newest first, with everything linked to them and their flows'
     * names.
     */
    async listByUserWithLinks(accountId: string, userKey: string, { limit, after }: Page) {
      const within = eq(requests.accountId, accountId);
      const newest = (most: number) =>
        newestOfCustomer(
          { table: requests, id: requests.requestId, userKey: requests.userKey, within },
          { accountId, userKey, after, limit: most },
        );
      const page = db
        .select({ request: requests, flowName: sql<string>`json_extract(${flowVersions.definition}, '$.name')` })
        .from(requests)
        .innerJoin(
          flowVersions,
          and(
            eq(flowVersions.accountId, requests.accountId),
            eq(flowVersions.key, requests.flow),
            eq(flowVersions.version, requests.flowVersion),
          ),
        )
        .where(and(within, sql`${requests.requestId} in ${newest(limit + 1)}`))
        .orderBy(desc(requests.requestId));
      const [rows, steps, msgs, statuses, pushRows, attempts, chargeRows] = await db.batch([
        page,
        ...linkedTo(accountId, newest(limit)),
      ]);
      const links = { steps, messages: msgs, statuses, pushes: pushRows, attempts, charges: chargeRows };
      return { ...cutPage(rows, limit), links };
    },
  };
};

export type RequestLinksRepository = ReturnType<typeof requestLinksRepository>;
export type RequestLinks = NonNullable<Awaited<ReturnType<RequestLinksRepository['findWithLinks']>>>['links'];
