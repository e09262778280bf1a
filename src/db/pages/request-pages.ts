import { and, desc, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import { QueryBuilder, type SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Template } from '../channels/templates';
import type { Flow, FlowVersion } from '../flows/flows';
import type { Order } from '../orders/orders';
import { type SessionRows, selectPageSession, toSessionRows } from '../people/sessions';
import { type RequestLinks, requestWithLinksSelects } from '../requests/request-links';
import { matchingSearch, type RequestSearch } from '../requests/request-search';
import { pageOfRequests, type RequestFilter, type RequestRow } from '../requests/requests';
import { channels, flows, flowVersions, messages, orders, requests, stores, templates } from '../schema';
import { runBatch } from '../sql/batch';
import type { Database } from '../sql/database';
import { type PageParams, trimPage } from '../sql/page';
import { preparedSelect, runPreparedSelects } from '../sql/prepared-select';
import type { Store } from '../stores/stores';

type SessionRef = { accountId: string; sessionId: string };

/** The newest flows that the search offers as a filter. */
const MAX_FLOWS = 100;

/** A request with its order's number, customer and total, if it is about a known order. */
export type ListedRequest = RequestRow & {
  orderNumber: string | null;
  customerName: string | null;
  /** In millionths, and the currency after a space. */
  orderTotal: string | null;
};

/** A page of found requests, and the flows that the search offers as a filter. */
export type SearchRows = SessionRows & {
  found: { rows: ListedRequest[]; more: boolean };
  flows: Pick<Flow, 'key' | 'name'>[];
};

/** The rows for the page of one request; `found` is undefined if the account has no such request. */
export type StoryRows = SessionRows & {
  found: RequestRow | undefined;
  links: RequestLinks;
  order: Order | undefined;
  version: FlowVersion | undefined;
  store: Pick<Store, 'name' | 'pausedAt'> | undefined;
  /** The current versions of the templates that were sent. */
  templates: Pick<Template, 'name' | 'language' | 'components'>[];
};

/** Returns a value of the request's order. Nested, because drizzle omits the table of a field's own columns in a single-table select. */
const ofOrder = (value: SQL) =>
  sql<string | null>`${sql`(select ${value} from ${orders} where ${orders.accountId} = ${requests.accountId}
    and ${orders.storeId} = ${requests.storeId} and ${orders.orderId} = ${requests.objectId}
    and ${requests.objectType} = 'order')`}`;

const listedColumns = {
  ...getTableColumns(requests),
  orderNumber: ofOrder(sql`${orders.orderNumber}`).as('order_number'),
  customerName: ofOrder(
    sql`trim(coalesce(${orders.customer} ->> '$.first_name', '') || ' ' || coalesce(${orders.customer} ->> '$.last_name', ''))`,
  ).as('customer_name'),
  orderTotal: ofOrder(sql`${orders.total} || ' ' || ${orders.currency}`).as('order_total'),
};

const queryBuilder = new QueryBuilder();
const accountId = sql.placeholder('accountId');
const requestId = sql.placeholder('requestId');
const ofRequest = (column: SQLiteColumn) =>
  sql`(select ${column} from ${requests} where ${requests.requestId} = ${requestId} and ${requests.accountId} = ${accountId})`;
const fromSentTemplates = sql`from ${messages} where ${messages.accountId} = ${accountId}
  and ${messages.requestId} = ${requestId} and ${messages.kind} = 'template'`;

const storySelects = {
  ...requestWithLinksSelects,
  order: preparedSelect(() =>
    queryBuilder
      .select()
      .from(orders)
      .where(
        and(
          eq(orders.accountId, accountId),
          eq(orders.storeId, ofRequest(requests.storeId)),
          eq(orders.orderId, ofRequest(requests.objectId)),
          sql`${ofRequest(requests.objectType)} = 'order'`,
        ),
      ),
  ),
  version: preparedSelect(() =>
    queryBuilder
      .select()
      .from(flowVersions)
      .where(
        and(
          eq(flowVersions.accountId, accountId),
          eq(flowVersions.key, ofRequest(requests.flow)),
          eq(flowVersions.version, ofRequest(requests.flowVersion)),
        ),
      ),
  ),
  store: preparedSelect(() =>
    queryBuilder
      .select({ name: stores.name, pausedAt: stores.pausedAt })
      .from(stores)
      .where(and(eq(stores.accountId, accountId), eq(stores.storeId, ofRequest(requests.storeId)))),
  ),
  sentTemplates: preparedSelect(() =>
    queryBuilder
      .select({ name: templates.name, language: templates.language, components: templates.components })
      .from(templates)
      .where(
        and(
          eq(templates.accountId, accountId),
          sql`${templates.wabaId} in (select ${channels.wabaId} from ${channels}
            where ${channels.channelId} in (select ${messages.channelId} ${fromSentTemplates}))`,
          sql`${templates.name} in (select ${messages.content} ->> '$.name' ${fromSentTemplates})`,
        ),
      ),
  ),
};

/** The rows for the pages about requests, each with its session in one round trip. */
export const requestPagesRepository = (db: Database) => ({
  async search(
    who: SessionRef,
    { filter, search }: { filter: RequestFilter; search: RequestSearch },
    { limit, after }: PageParams,
  ): Promise<SearchRows> {
    const page = pageOfRequests(who.accountId, filter, { limit, after, order: 'desc' });
    const rows = await runBatch(db, {
      signedIn: selectPageSession(db, who.accountId, who.sessionId),
      found: db
        .select(listedColumns)
        .from(requests)
        .where(and(page.where, matchingSearch(who.accountId, search)))
        .orderBy(page.orderBy)
        .limit(page.limit),
      flows: db
        .select({ key: flows.key, name: flows.name })
        .from(flows)
        .where(eq(flows.accountId, who.accountId))
        .orderBy(desc(flows.createdAt), desc(flows.key))
        .limit(MAX_FLOWS),
    });
    return { ...toSessionRows(rows.signedIn), found: trimPage(rows.found, limit), flows: rows.flows };
  },

  async loadStory(who: SessionRef, request: string): Promise<StoryRows> {
    const signedIn = selectPageSession(db, who.accountId, who.sessionId);
    const selects = {
      session: preparedSelect(() => signedIn.session),
      key: preparedSelect(() => signedIn.key),
      person: preparedSelect(() => signedIn.person),
      account: preparedSelect(() => signedIn.account),
      troubles: preparedSelect(() => signedIn.troubles),
      ...storySelects,
    };
    const rows = await runPreparedSelects(db, selects, { accountId: who.accountId, requestId: request });
    const { found, session, key, person, account, troubles, order, version, store, sentTemplates, ...links } = rows;
    return {
      ...toSessionRows({ session, key, person, account, troubles }),
      found: found[0],
      links,
      order: order[0],
      version: version[0],
      store: store[0],
      templates: sentTemplates,
    };
  },
});

export type RequestPagesRepository = ReturnType<typeof requestPagesRepository>;
