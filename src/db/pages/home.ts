import { and, asc, desc, eq, isNotNull, isNull, lt, type SQL, sql } from 'drizzle-orm';
import { lowestId } from '../../shared/crypto/ids';
import { listOrder, matchingConversations } from '../conversations/conversation-list';
import { type SessionRows, selectSession, toSessionRows } from '../people/sessions';
import { hasUnexpectedError } from '../requests/request-search';
import {
  channels,
  conversationCounters,
  conversations,
  flows,
  orders,
  pushes,
  requests,
  shipments,
  stores,
} from '../schema';
import { runBatch } from '../sql/batch';
import type { Database } from '../sql/database';
import { type HomeFilter, type HomePeriods, selectHomeTiles } from './home-tiles';
import { selectSetUpDone } from './set-up-done';

/** The rows of each kind that need a person and that the page names; more are counted. */
const MAX_NAMED = 3;
const MAX_COUNTED = 100;
const MAX_CHOICES = 100;

/** An order by its number and its customer's name; both null if it is not here. */
const ofOrder = (value: SQL, of: { storeId: SQL; objectId: SQL }): SQL<string | null> =>
  sql<string | null>`(select ${value} from ${orders} where ${orders.accountId} = account_of_row
    and ${orders.storeId} = ${of.storeId} and ${orders.orderId} = ${of.objectId})`;
const customerName = sql`trim(coalesce(${orders.customer} ->> '$.first_name', '') || ' ' || coalesce(${orders.customer} ->> '$.last_name', ''))`;

/** The rows for the home page with its session, in one round trip. */
export const homeRepository = (db: Database) => {
  /** Selects the newest rows of `from` (columns `row_id`, `at`, `code`, `of_store`, `of_object`, `of_request`), and how many there are. */
  const selectFailed = (from: SQL) => {
    const of = { storeId: sql`of_store`, objectId: sql`of_object` };
    return db
      .select({
        requestId: sql<string>`of_request`,
        objectId: sql<string | null>`of_object`,
        orderNumber: ofOrder(sql`${orders.orderNumber}`, of).as('number_of_order'),
        customerName: ofOrder(customerName, of).as('name_of_customer'),
        code: sql<string | null>`code`,
        at: sql<number>`at`,
        count: sql<number>`count(*) over ()`.as('rows_in_all'),
      })
      .from(sql`(${from} limit ${MAX_COUNTED})`)
      .orderBy(sql`at desc`)
      .limit(MAX_NAMED);
  };

  return {
    async load(
      { accountId, sessionId }: { accountId: string; sessionId: string },
      {
        failedSince,
        deadline,
        filter,
        periods,
      }: { failedSince: number; deadline: number; filter: HomeFilter; periods: HomePeriods },
    ) {
      const isWaiting = matchingConversations(accountId, { isWaiting: true });
      const { signedIn, ...rows } = await runBatch(db, {
        signedIn: selectSession(db, accountId, sessionId),
        waiting: db
          .select({
            conversationId: conversations.conversationId,
            name: conversations.name,
            userKey: conversations.userKey,
            waitingSince: conversations.waitingSince,
          })
          .from(conversations)
          .where(isWaiting)
          .orderBy(listOrder.position, asc(conversations.conversationId))
          .limit(MAX_NAMED),
        waitingCount: db.select({ count: sql<number>`count(*)`.as('waiting') }).from(
          db
            .select({ one: sql`1`.as('one') })
            .from(conversations)
            .where(isWaiting)
            .limit(MAX_COUNTED)
            .as('waiting'),
        ),
        news: db
          .select({ seq: conversationCounters.seq })
          .from(conversationCounters)
          .where(eq(conversationCounters.accountId, accountId)),
        deadPushes: selectFailed(
          sql`select ${pushes.accountId} as account_of_row, ${pushes.requestId} as of_request, ${pushes.storeId} as of_store,
            ${pushes.objectId} as of_object, ${pushes.lastError} as code, ${pushes.updatedAt} as at from ${pushes}
            where ${pushes.accountId} = ${accountId} and ${pushes.state} = 'dead'
              and ${pushes.pushId} >= ${lowestId('psh', failedSince)} order by ${pushes.pushId} desc`,
        ),
        // A request that failed by its update is among the updates.
        failedRequests: selectFailed(
          sql`select ${requests.accountId} as account_of_row, ${requests.requestId} as of_request, ${requests.storeId} as of_store,
            ${requests.objectId} as of_object, ${requests.error} ->> '$.code' as code, ${requests.updatedAt} as at from ${requests}
            where ${requests.accountId} = ${accountId} and ${hasUnexpectedError}
              and ${requests.requestId} >= ${lowestId('req', failedSince)}
            order by ${requests.requestId} desc`,
        ),
        held: db
          .select({
            shipmentId: shipments.shipmentId,
            trackingNumber: shipments.trackingNumber,
            carrier: shipments.carrier,
            heldUntil: shipments.heldUntil,
            orderNumber: sql<string | null>`(select ${sql`${orders.orderNumber}`} from ${orders}
              where ${orders.accountId} = ${sql`${shipments.accountId}`} and ${orders.storeId} = ${sql`${shipments.storeId}`}
                and ${orders.orderId} = ${sql`${shipments.orderId}`})`.as('order_number'),
            count: sql<number>`count(*) over ()`.as('held_in_all'),
          })
          .from(shipments)
          .where(
            and(
              eq(shipments.accountId, accountId),
              isNull(shipments.replacedBy),
              isNotNull(shipments.heldUntil),
              lt(shipments.heldUntil, deadline),
              eq(shipments.state, 'held'),
              sql`coalesce(${shipments.hold} ->> '$.release', 'none') not in ('sent', 'accepted', 'pending')`,
            ),
          )
          .orderBy(asc(shipments.heldUntil))
          .limit(MAX_NAMED),
        brokenChannels: db
          .select({ channelId: channels.channelId, name: channels.name, brokenAt: channels.brokenAt })
          .from(channels)
          .where(and(eq(channels.accountId, accountId), isNull(channels.deletedAt), isNotNull(channels.brokenAt)))
          .limit(MAX_NAMED),
        pausedStores: db
          .select({ storeId: stores.storeId, kind: stores.kind, name: stores.name, pausedAt: stores.pausedAt })
          .from(stores)
          .where(and(eq(stores.accountId, accountId), isNull(stores.deletedAt), isNotNull(stores.pausedAt)))
          .limit(MAX_NAMED),
        done: selectSetUpDone(db, accountId),
        flows: db
          .select({ key: flows.key, name: flows.name })
          .from(flows)
          .where(eq(flows.accountId, accountId))
          .orderBy(desc(flows.createdAt), desc(flows.key))
          .limit(MAX_CHOICES),
        stores: db
          .select({ storeId: stores.storeId, name: stores.name })
          .from(stores)
          .where(and(eq(stores.accountId, accountId), isNull(stores.deletedAt)))
          .orderBy(desc(stores.storeId))
          .limit(MAX_CHOICES),
        tiles: selectHomeTiles(db, accountId, filter, periods),
      });
      return { ...toSessionRows(signedIn), ...rows };
    },
  };
};

export type HomeRepository = ReturnType<typeof homeRepository>;
export type HomeRows = Awaited<ReturnType<HomeRepository['load']>> & SessionRows;
