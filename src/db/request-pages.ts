import { and, desc, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import { QueryBuilder } from 'drizzle-orm/sqlite-core';
import type { Database } from './database';
import type { Flow, FlowVersion } from './flows';
import type { Order } from './orders';
import { type PageParams, trimPage } from './page';
import { preparedSelect, runPreparedSelects } from './prepared-select';
import { type RequestLinks, requestWithLinksSelects } from './request-links';
import { pageOfRequests, type RequestFilter, type RequestRow } from './requests';
import { channels, flows, flowVersions, messages, orders, requests, stores, templates } from './schema';
import { type SessionRows, selectSession } from './sessions';
import type { Store } from './stores';
import type { Template } from './templates';

type SessionRef = { accountId: string; sessionId: string };

/** So many flows are offered to search by, the newest. */
const MAX_FLOWS = 100;

/** A request with what people know it by, where it is about an order that is here. */
export type ListedRequest = RequestRow & { orderNumber: string | null; customerName: string | null };

/** A page of requests as it is searched, and the flows to search by. */
export type SearchRows = SessionRows & {
  found: { rows: ListedRequest[]; more: boolean };
  flows: Pick<Flow, 'key' | 'name'>[];
};

/** All that the page of one request shows; `found` is undefined where the account has no such request. */
export type StoryRows = SessionRows & {
  found: RequestRow | undefined;
  links: RequestLinks;
  order: Order | undefined;
  version: FlowVersion | undefined;
  store: Pick<Store, 'name' | 'pausedAt'> | undefined;
  /** Those that its messages were made of, as they are now. */
  templates: Pick<Template, 'name' | 'language' | 'components'>[];
};

// Not by the columns: in a select of one table drizzle leaves out the table's name, and here they would be the order's.
const ofOrder = (value: SQL) => sql<
  string | null
>`(select ${value} from orders o where o.account_id = requests.account_id
  and o.id_store = requests.id_store and o.order_id = requests.object_id and requests.object_type = 'order')`;

const listedColumns = {
  ...getTableColumns(requests),
  orderNumber: ofOrder(sql`o.order_number`).as('order_number'),
  customerName: ofOrder(
    sql`trim(coalesce(o.customer ->> '$.first_name', '') || ' ' || coalesce(o.customer ->> '$.last_name', ''))`,
  ).as('customer_name'),
};

const queryBuilder = new QueryBuilder();
const accountId = sql.placeholder('accountId');
const requestId = sql.placeholder('requestId');
const ofRequest = (column: string) =>
  sql`(select ${sql.identifier(column)} from requests where request_id = ${requestId} and account_id = ${accountId})`;
const fromSentTemplates = sql`from messages where account_id = ${accountId} and request_id = ${requestId} and kind = 'template'`;

const storySelects = {
  ...requestWithLinksSelects,
  order: preparedSelect(
    queryBuilder
      .select()
      .from(orders)
      .where(
        and(
          eq(orders.accountId, accountId),
          eq(orders.storeId, ofRequest('id_store')),
          eq(orders.orderId, ofRequest('object_id')),
          sql`${ofRequest('object_type')} = 'order'`,
        ),
      ),
  ),
  version: preparedSelect(
    queryBuilder
      .select()
      .from(flowVersions)
      .where(
        and(
          eq(flowVersions.accountId, accountId),
          eq(flowVersions.key, ofRequest('flow')),
          eq(flowVersions.version, ofRequest('flow_version')),
        ),
      ),
  ),
  store: preparedSelect(
    queryBuilder
      .select({ name: stores.name, pausedAt: stores.pausedAt })
      .from(stores)
      .where(and(eq(stores.accountId, accountId), eq(stores.storeId, ofRequest('id_store')))),
  ),
  sentTemplates: preparedSelect(
    queryBuilder
      .select({ name: templates.name, language: templates.language, components: templates.components })
      .from(templates)
      .where(
        and(
          eq(templates.accountId, accountId),
          sql`${templates.wabaId} in (select waba_id from ${channels} where channel_id in (select channel_id ${fromSentTemplates}))`,
          sql`${templates.name} in (select ${messages.content} ->> '$.name' ${fromSentTemplates})`,
        ),
      ),
  ),
};

/** What the pages about requests show, each with its session in one round trip. */
export const requestPagesRepository = (db: Database) => ({
  async search(who: SessionRef, filter: RequestFilter, { limit, after }: PageParams): Promise<SearchRows> {
    const page = pageOfRequests(who.accountId, filter, { limit, after, order: 'desc' });
    const [[session], [key], [account], rows, flowRows] = await db.batch([
      ...selectSession(db, who.accountId, who.sessionId),
      db.select(listedColumns).from(requests).where(page.where).orderBy(page.orderBy).limit(page.limit),
      db
        .select({ key: flows.key, name: flows.name })
        .from(flows)
        .where(eq(flows.accountId, who.accountId))
        .orderBy(desc(flows.createdAt), desc(flows.key))
        .limit(MAX_FLOWS),
    ]);
    return { session, key, account, found: trimPage(rows, limit), flows: flowRows };
  },

  async loadStory(who: SessionRef, request: string): Promise<StoryRows> {
    const [sessions, keys, accounts] = selectSession(db, who.accountId, who.sessionId);
    const selects = {
      session: preparedSelect(sessions),
      key: preparedSelect(keys),
      account: preparedSelect(accounts),
      ...storySelects,
    };
    const rows = await runPreparedSelects(db, selects, { accountId: who.accountId, requestId: request });
    const { found, session, key, account, order, version, store, sentTemplates: madeOf, ...links } = rows;
    return {
      session: session[0],
      key: key[0],
      account: account[0],
      found: found[0],
      links,
      order: order[0],
      version: version[0],
      store: store[0],
      templates: madeOf,
    };
  },
});

export type RequestPagesRepository = ReturnType<typeof requestPagesRepository>;
