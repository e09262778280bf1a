import { and, asc, desc, eq, getTableColumns, inArray, type SQL, sql } from 'drizzle-orm';
import { conversationInQuery, isConversation, LISTED, ofConversation } from '../conversations/conversation-list';
import { selectStream } from '../conversations/conversation-stream';
import { currentKey } from '../customers/customer-names';
import { newestIdsOfCustomer } from '../customers/customers';
import type { RequestRow } from '../requests/requests';
import {
  channels,
  conversations,
  customers,
  flows,
  flowVersions,
  orders,
  quickReplies,
  requests,
  templates,
} from '../schema';
import type { Database } from '../sql/database';
import type { PageParams } from '../sql/page';

const MAX_QUICK_REPLIES = 100;
const MAX_ORDERS = 3;
const MAX_RUNS = 5;
const MAX_TEMPLATES = 200;

export type ConversationRun = RequestRow & { flowName: string | null };

export const selectQuickReplies = (db: Database, accountId: string) =>
  db
    .select()
    .from(quickReplies)
    .where(eq(quickReplies.accountId, accountId))
    .orderBy(asc(quickReplies.replyId))
    .limit(MAX_QUICK_REPLIES);

/** Returns the queries of a conversation: its stream, its customer's orders and runs, and what it can be answered with. */
export const selectConversation = (db: Database, accountId: string, conversationId: string, page: PageParams) => {
  const c = conversationInQuery;
  const of = ofConversation(accountId, conversationId);
  const userKey = of(sql`${c.userKey}`);
  const newest = (
    table: typeof orders | typeof requests,
    id: typeof orders.id | typeof requests.requestId,
    limit: number,
  ) =>
    newestIdsOfCustomer(
      { table, id, userKey: table.userKey, within: eq(table.accountId, accountId) },
      { accountId, userKey, after: null, limit },
    );
  const run = {
    ...getTableColumns(requests),
    // Nested, because drizzle omits the table of a field's own columns in a single-table select.
    flowName: sql<string | null>`${sql`(select ${flows.name} from ${flows} where ${flows.accountId} = ${accountId}
      and ${flows.key} = ${requests.flow})`}`.as('flow_name'),
  };
  const handedOver = sql`${requests.requestId} = ${of(sql`${c.requestId}`)}`;
  const ofHandedOver = (column: SQL) => sql`(select ${column} from ${requests} where ${handedOver})`;
  return {
    found: db
      .select({ ...getTableColumns(conversations), ...LISTED })
      .from(conversations)
      .where(isConversation(accountId, conversationId)),
    stream: selectStream(db, accountId, conversationId, page),
    customer: db
      .select({ optedOutAt: customers.optedOutAt })
      .from(customers)
      .where(and(eq(customers.accountId, accountId), eq(customers.userKey, currentKey(accountId, userKey)))),
    channel: db
      .select({ channelId: channels.channelId, name: channels.name, brokenAt: channels.brokenAt })
      .from(channels)
      .where(and(eq(channels.accountId, accountId), eq(channels.channelId, of(sql`${c.channelId}`)))),
    orders: db
      .select()
      .from(orders)
      .where(inArray(orders.id, newest(orders, orders.id, MAX_ORDERS)))
      .orderBy(desc(orders.id)),
    runs: db
      .select(run)
      .from(requests)
      .where(inArray(requests.requestId, newest(requests, requests.requestId, MAX_RUNS)))
      .orderBy(desc(requests.requestId)),
    handedOver: db
      .select(run)
      .from(requests)
      .where(and(eq(requests.accountId, accountId), handedOver)),
    version: db
      .select()
      .from(flowVersions)
      .where(
        and(
          eq(flowVersions.accountId, accountId),
          eq(flowVersions.key, ofHandedOver(sql`${requests.flow}`)),
          eq(flowVersions.version, ofHandedOver(sql`${requests.flowVersion}`)),
        ),
      ),
    templates: db
      .select()
      .from(templates)
      .where(
        and(
          eq(templates.accountId, accountId),
          sql`${templates.wabaId} = (select ${channels.wabaId} from ${channels}
            where ${channels.channelId} = ${of(sql`${c.channelId}`)})`,
        ),
      )
      .orderBy(asc(templates.name), asc(templates.language))
      .limit(MAX_TEMPLATES),
    quickReplies: selectQuickReplies(db, accountId),
  };
};
