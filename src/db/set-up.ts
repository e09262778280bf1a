import { and, desc, eq, getTableColumns, gt, inArray, isNull, or, sql } from 'drizzle-orm';
import type { Channel } from './channels';
import type { Database } from './database';
import { currentVersion, type Flow } from './flows';
import type { ApiKey } from './keys';
import { apiKeys, channels, events, flows, flowVersions, stores } from './schema';
import { type SessionRows, selectSession } from './sessions';
import type { Store } from './stores';

/** All that the front of the profile page shows; `whatsappSeen` are the latest events of Meta's webhook, at most 20. */
export type SetUpRows = SessionRows & {
  keys: ApiKey[];
  stores: Store[];
  channels: Channel[];
  /** `digest`: of the current definition. */
  flows: (Flow & { digest: string })[];
  whatsappSeen: { channelId: string | null; at: number }[];
};

export const setUpRepository = (db: Database) => ({
  /**
   * Reads a session and what an account has set up: its keys that work, stores, channels and flows, the newest of each.
   * One row more than `most` is read, to know whether there are others. One round trip.
   */
  async load(
    { accountId, sessionId }: { accountId: string; sessionId: string },
    { now, most }: { now: number; most: number },
  ): Promise<SetUpRows> {
    const limit = most + 1;
    const [[session], [key], [account], keys, storeRows, channelRows, flowRows, whatsappSeen] = await db.batch([
      ...selectSession(db, accountId, sessionId),
      db
        .select()
        .from(apiKeys)
        .where(
          and(
            eq(apiKeys.accountId, accountId),
            isNull(apiKeys.revokedAt),
            or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, now)),
          ),
        )
        .orderBy(desc(apiKeys.keyId))
        .limit(limit),
      db
        .select()
        .from(stores)
        .where(and(eq(stores.accountId, accountId), isNull(stores.deletedAt)))
        .orderBy(desc(stores.idStore))
        .limit(limit),
      db
        .select()
        .from(channels)
        .where(and(eq(channels.accountId, accountId), isNull(channels.deletedAt)))
        .orderBy(desc(channels.channelId))
        .limit(limit),
      db
        .select({ ...getTableColumns(flows), digest: flowVersions.digest })
        .from(flows)
        .innerJoin(flowVersions, currentVersion)
        .where(eq(flows.accountId, accountId))
        .orderBy(desc(flows.createdAt), desc(flows.key))
        .limit(limit),
      db
        .select({
          channelId: sql<string | null>`${events.about} ->> '$.channel_id'`.as('channel'),
          at: events.createdAt,
        })
        .from(events)
        .where(
          and(
            eq(events.accountId, accountId),
            inArray(
              events.eventId,
              sql`(select event_id from (select event_id from events where account_id = ${accountId}
                and type = 'inbound.message' order by event_id desc limit 10)
              union all select event_id from (select event_id from events where account_id = ${accountId}
                and type = 'inbound.status' order by event_id desc limit 10))`,
            ),
          ),
        ),
    ]);
    return { session, key, account, keys, stores: storeRows, channels: channelRows, flows: flowRows, whatsappSeen };
  },
});

export type SetUpRepository = ReturnType<typeof setUpRepository>;
