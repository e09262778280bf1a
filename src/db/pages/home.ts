import { and, asc, desc, eq, isNotNull, isNull, lt, sql } from 'drizzle-orm';
import { listOrder, matchingConversations } from '../conversations/conversation-list';
import { type SessionRows, selectPageSession, toSessionRows } from '../people/sessions';
import { conversationCounters, conversations, flows, orders, shipments, stores } from '../schema';
import { hasRequestedRelease } from '../shipments/has-requested-release';
import { runBatch } from '../sql/batch';
import type { Database } from '../sql/database';
import { type HomeFilter, type HomePeriods, selectHomeTiles } from './home-tiles';
import { selectSetUpDone } from './set-up-done';
import { selectToFix } from './to-fix';

/** The rows of each kind that need a person and that the page names; more are counted. */
const MAX_NAMED = 3;
const MAX_COUNTED = 100;
const MAX_CHOICES = 100;

/** The rows for the home page with its session, in one round trip. */
export const homeRepository = (db: Database) => {
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
        signedIn: selectPageSession(db, accountId, sessionId),
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
        toFix: selectToFix(db, accountId, failedSince),
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
              sql`not coalesce(${hasRequestedRelease}, 0)`,
            ),
          )
          .orderBy(asc(shipments.heldUntil))
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
