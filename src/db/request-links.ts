import { and, asc, desc, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import { QueryBuilder } from 'drizzle-orm/sqlite-core';
import { newestIdsOfCustomer } from './customers';
import { type Database, ofAccountWithoutIndex } from './database';
import { versionOfRequest } from './flows';
import { type PageParams, trimPage } from './page';
import { preparedSelect, runPreparedSelects } from './prepared-select';
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

const queryBuilder = new QueryBuilder();
const accountId = sql.placeholder('accountId');
const requestId = sql.placeholder('requestId');
/** After every id: what a first page begins with. */
const AFTER_ALL_IDS = '~';

const isOfAccount = ofAccountWithoutIndex(pushes.accountId, accountId);

/** The selects that together tell all that is linked to some requests of one account. */
const linkedSelects = (chosen: SQL) => ({
  steps: preparedSelect(
    queryBuilder
      .select()
      .from(requestSteps)
      .where(and(eq(requestSteps.accountId, accountId), sql`${requestSteps.requestId} in ${chosen}`))
      .orderBy(asc(requestSteps.requestId), asc(requestSteps.seq)),
  ),
  messages: preparedSelect(
    queryBuilder
      .select()
      .from(messages)
      .where(and(eq(messages.accountId, accountId), sql`${messages.requestId} in ${chosen}`))
      .orderBy(asc(messages.messageId)),
  ),
  statuses: preparedSelect(
    queryBuilder
      .select()
      .from(messageStatuses)
      .where(
        and(
          eq(messageStatuses.accountId, accountId),
          sql`${messageStatuses.messageId} in (select message_id from messages where account_id = ${accountId} and request_id in ${chosen})`,
        ),
      )
      .orderBy(asc(messageStatuses.at)),
  ),
  pushes: preparedSelect(
    queryBuilder
      .select()
      .from(pushes)
      .where(and(isOfAccount, sql`${pushes.requestId} in ${chosen}`)),
  ),
  attempts: preparedSelect(
    queryBuilder
      .select()
      .from(pushAttempts)
      .where(
        and(
          eq(pushAttempts.accountId, accountId),
          sql`${pushAttempts.pushId} in (select push_id from pushes where ${isOfAccount} and request_id in ${chosen})`,
        ),
      )
      .orderBy(asc(pushAttempts.number)),
  ),
  charges: preparedSelect(
    queryBuilder
      .select()
      .from(charges)
      .where(and(eq(charges.accountId, accountId), sql`${charges.requestId} in ${chosen}`))
      .orderBy(asc(charges.chargeId)),
  ),
});

const ofAccount = eq(requests.accountId, accountId);

const requestSelect = preparedSelect(
  queryBuilder
    .select()
    .from(requests)
    .where(and(ofAccount, eq(requests.requestId, requestId))),
);

/** The selects of one request with everything linked to it; `accountId` and `requestId` are their placeholders. */
export const requestWithLinksSelects = { found: requestSelect, ...linkedSelects(sql`(${requestId})`) };

const newestIds = (limit: SQL) =>
  newestIdsOfCustomer(
    { table: requests, id: requests.requestId, userKey: requests.userKey, within: ofAccount },
    { accountId, userKey: sql.placeholder('userKey'), after: sql.placeholder('after'), limit },
  );
const pageSelect = preparedSelect(
  queryBuilder
    .select({
      ...getTableColumns(requests),
      flowName: sql<string>`json_extract(${flowVersions.definition}, '$.name')`.as('flow_name'),
    })
    .from(requests)
    .innerJoin(flowVersions, versionOfRequest)
    .where(and(ofAccount, sql`${requests.requestId} in ${newestIds(sql`${sql.placeholder('limit')} + 1`)}`))
    .orderBy(desc(requests.requestId)),
);
const pageLinkedSelects = linkedSelects(newestIds(sql`${sql.placeholder('limit')}`));

/** Requests together with everything that was later linked to them. */
export const requestLinksRepository = (db: Database) => ({
  /** A request with everything linked to it, in one round trip. */
  async findWithLinks(account: string, id: string) {
    const values = { accountId: account, requestId: id };
    const { found, ...links } = await runPreparedSelects(db, requestWithLinksSelects, values);
    return found[0] ? { request: found[0], links } : undefined;
  },

  /**
   * A page of a customer's requests under any of their keys, newest first, with everything linked to them and their flows'
   * names.
   */
  async listByUserWithLinks(account: string, userKey: string, { limit, after }: PageParams) {
    const values = { accountId: account, userKey, limit, after: after ?? AFTER_ALL_IDS };
    const { found, ...links } = await runPreparedSelects(db, { found: pageSelect, ...pageLinkedSelects }, values);
    return { ...trimPage(found, limit), links };
  },
});

export type RequestLinksRepository = ReturnType<typeof requestLinksRepository>;
export type RequestLinks = NonNullable<Awaited<ReturnType<RequestLinksRepository['findWithLinks']>>>['links'];
