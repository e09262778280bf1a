import { and, asc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { QueryBuilder } from 'drizzle-orm/sqlite-core';
import { charges, messageStatuses, messages, pushAttempts, pushes, requestSteps, requests } from '../schema';
import { type Database, isOfAccountUnindexed } from '../sql/database';
import type { PageParams } from '../sql/page';
import { preparedSelect, runPreparedSelects } from '../sql/prepared-select';
import { listRunsOfCustomer } from './runs-of-customer';

const queryBuilder = new QueryBuilder();
const accountId = sql.placeholder('accountId');
const requestId = sql.placeholder('requestId');

const isOfAccount = isOfAccountUnindexed(pushes.accountId, accountId);

/** Returns the selects of all rows that belong to some requests of one account. */
const linkedSelects = (chosen: SQL) => ({
  steps: preparedSelect(() =>
    queryBuilder
      .select()
      .from(requestSteps)
      .where(and(eq(requestSteps.accountId, accountId), inArray(requestSteps.requestId, chosen)))
      .orderBy(asc(requestSteps.requestId), asc(requestSteps.seq)),
  ),
  messages: preparedSelect(() =>
    queryBuilder
      .select()
      .from(messages)
      .where(and(eq(messages.accountId, accountId), inArray(messages.requestId, chosen)))
      .orderBy(asc(messages.messageId)),
  ),
  statuses: preparedSelect(() =>
    queryBuilder
      .select()
      .from(messageStatuses)
      .where(
        and(
          eq(messageStatuses.accountId, accountId),
          sql`${messageStatuses.messageId} in (select ${messages.messageId} from ${messages}
            where ${messages.accountId} = ${accountId} and ${messages.requestId} in ${chosen})`,
        ),
      )
      .orderBy(asc(messageStatuses.at)),
  ),
  pushes: preparedSelect(() =>
    queryBuilder
      .select()
      .from(pushes)
      .where(and(isOfAccount, inArray(pushes.requestId, chosen))),
  ),
  attempts: preparedSelect(() =>
    queryBuilder
      .select()
      .from(pushAttempts)
      .where(
        and(
          eq(pushAttempts.accountId, accountId),
          sql`${pushAttempts.pushId} in (select ${pushes.pushId} from ${pushes}
            where ${isOfAccount} and ${pushes.requestId} in ${chosen})`,
        ),
      )
      .orderBy(asc(pushAttempts.number)),
  ),
  charges: preparedSelect(() =>
    queryBuilder
      .select()
      .from(charges)
      .where(and(eq(charges.accountId, accountId), inArray(charges.requestId, chosen)))
      .orderBy(asc(charges.chargeId)),
  ),
});

const ofAccount = eq(requests.accountId, accountId);

const requestSelect = preparedSelect(() =>
  queryBuilder
    .select()
    .from(requests)
    .where(and(ofAccount, eq(requests.requestId, requestId))),
);

/** The selects of one request and its rows; the placeholders are `accountId` and `requestId`. */
export const requestWithLinksSelects = { found: requestSelect, ...linkedSelects(sql`(${requestId})`) };

/** Requests with the steps, messages, pushes and charges that belong to them. */
export const requestLinksRepository = (db: Database) => ({
  /** Returns a request with its rows; one round trip. */
  async findWithLinks(account: string, id: string) {
    const values = { accountId: account, requestId: id };
    const { found, ...links } = await runPreparedSelects(db, requestWithLinksSelects, values);
    return found[0] ? { request: found[0], links } : undefined;
  },

  /** Returns a page of a customer's runs under any of their keys, newest first, with their rows; one round trip. */
  listRunsOfCustomer: (account: string, userKey: string, page: PageParams) =>
    listRunsOfCustomer(db, { accountId: account, userKey, page }),
});

export type RequestLinksRepository = ReturnType<typeof requestLinksRepository>;
export type RequestLinks = NonNullable<Awaited<ReturnType<RequestLinksRepository['findWithLinks']>>>['links'];
