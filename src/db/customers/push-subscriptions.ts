import { and, desc, eq, sql } from 'drizzle-orm';
import { conversations, pushSubscriptions, requests } from '../schema';
import { runBatch } from '../sql/batch';
import { type Database, fromExcluded } from '../sql/database';
import { keyOfName } from './customer-names';

export type PushSubscriptionRow = typeof pushSubscriptions.$inferSelect;

const MAX_NOTIFIED = 100;

export const pushSubscriptionsRepository = (db: Database) => ({
  /** Saves the subscription of a browser; the person who turned it on last is notified there. */
  async save(subscription: PushSubscriptionRow): Promise<void> {
    await db
      .insert(pushSubscriptions)
      .values(subscription)
      .onConflictDoUpdate({
        target: [pushSubscriptions.accountId, pushSubscriptions.endpoint],
        set: fromExcluded(pushSubscriptions, ['actor', 'p256dh', 'auth', 'language']),
      });
  },

  /** Returns a conversation, and the newest subscriptions of its account, up to 100. One round trip. */
  async findForWaiting(accountId: string, of: { channelId: string; userKey: string } | { requestId: string }) {
    const key =
      'requestId' in of
        ? sql`(select ${requests.channelId}, ${keyOfName(sql`${requests.address}`)} from ${requests}
              where ${requests.requestId} = ${of.requestId} and ${requests.accountId} = ${accountId})`
        : sql`(values (${of.channelId}, ${of.userKey}))`;
    const { found, subscriptions } = await runBatch(db, {
      found: db
        .select()
        .from(conversations)
        .where(
          and(
            sql`(${conversations.channelId}, ${conversations.userKey}) in ${key}`,
            eq(conversations.accountId, accountId),
          ),
        ),
      subscriptions: db
        .select()
        .from(pushSubscriptions)
        .where(eq(pushSubscriptions.accountId, accountId))
        .orderBy(desc(pushSubscriptions.subscriptionId))
        .limit(MAX_NOTIFIED),
    });
    return { conversation: found[0], subscriptions };
  },

  /** Deletes the subscription of a browser. Repeating it changes nothing. */
  async delete(accountId: string, endpoint: string): Promise<void> {
    await db
      .delete(pushSubscriptions)
      .where(and(eq(pushSubscriptions.accountId, accountId), eq(pushSubscriptions.endpoint, endpoint)));
  },
});

export type PushSubscriptionsRepository = ReturnType<typeof pushSubscriptionsRepository>;
