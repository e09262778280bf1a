import { and, desc, eq, getTableColumns, gt, inArray, isNull, or, sql } from 'drizzle-orm';
import type { Channel } from './channels';
import type { Database } from './database';
import { currentVersion, type Flow } from './flows';
import type { ApiKey } from './keys';
import { apiKeys, channels, flows, flowVersions, stores } from './schema';
import { type SessionRows, selectSession } from './sessions';
import type { Store } from './stores';

/** As many of a number's messages are looked through for one of which Meta's webhook has told. */
const MAX_MESSAGES_SCANNED = 200;

/** Of the keys in the addresses of shops' webhooks, those that work, and until when. */
type WebhookKey = Pick<ApiKey, 'keyId' | 'expiresAt'>;
/** `webhookSeen`: whether Meta's webhook has told of a message of the number. */
export type SetUpChannel = Channel & { webhookSeen: number };

/** All that the front of the profile page shows. */
export type SetUpRows = SessionRows & {
  keys: ApiKey[];
  webhookKeys: WebhookKey[];
  shops: Store[];
  ownSystems: Store[];
  channels: SetUpChannel[];
  /** `digest`: of the current definition. */
  flows: (Flow & { digest: string })[];
};

type SessionRef = { accountId: string; sessionId: string };

export const setUpRepository = (db: Database) => {
  const works = (now: number) =>
    and(isNull(apiKeys.revokedAt), or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, now)));

  const selectWebhookKeys = (accountId: string, now: number) =>
    db
      .select({ keyId: apiKeys.keyId, expiresAt: apiKeys.expiresAt })
      .from(apiKeys)
      .where(
        and(
          eq(apiKeys.accountId, accountId),
          inArray(
            apiKeys.keyId,
            sql`(select webhook_key_id from ${stores} where account_id = ${accountId} and deleted_at is null)`,
          ),
          works(now),
        ),
      );

  const ofStores = (accountId: string) => and(eq(stores.accountId, accountId), isNull(stores.deletedAt));

  const selectKind = (accountId: string, kind: Store['kind'], limit: number) =>
    db
      .select()
      .from(stores)
      .where(and(ofStores(accountId), eq(stores.kind, kind)))
      .orderBy(desc(stores.storeId))
      .limit(limit);

  const selectChannels = (accountId: string) =>
    db
      .select({
        ...getTableColumns(channels),
        webhookSeen: sql<number>`exists (select 1 from (select direction, status from messages
            where messages.channel_id = channels.channel_id limit ${MAX_MESSAGES_SCANNED})
          where direction = 'in' or status in ('sent', 'delivered', 'read', 'played'))`.as('webhook_seen'),
      })
      .from(channels)
      .$dynamic()
      .where(and(eq(channels.accountId, accountId), isNull(channels.deletedAt)));

  return {
    /**
     * Reads a session and what an account has set up: its keys that work, stores, channels and flows, the newest of each,
     * and of flows those of `flowKeys` besides. One row more than `most` is read, to know whether there are others. One
     * round trip.
     */
    async load(
      { accountId, sessionId }: SessionRef,
      { now, maxRows, flowKeys }: { now: number; maxRows: number; flowKeys: string[] },
    ): Promise<SetUpRows> {
      const limit = maxRows + 1;
      const newestFlows = sql`(select key from (select key from flows where account_id = ${accountId}
          order by created_at desc, key desc limit ${limit})
        union select value from json_each(${JSON.stringify(flowKeys)}))`;
      const [[session], [key], [account], keys, webhookKeys, shops, ownSystems, channelRows, flowRows] = await db.batch(
        [
          ...selectSession(db, accountId, sessionId),
          db
            .select()
            .from(apiKeys)
            .where(and(eq(apiKeys.accountId, accountId), works(now)))
            .orderBy(desc(apiKeys.keyId))
            .limit(limit),
          selectWebhookKeys(accountId, now),
          selectKind(accountId, 'shopify', limit),
          selectKind(accountId, 'custom', limit),
          selectChannels(accountId).orderBy(desc(channels.channelId)).limit(limit),
          db
            .select({ ...getTableColumns(flows), digest: flowVersions.digest })
            .from(flows)
            .innerJoin(flowVersions, currentVersion)
            .where(and(eq(flows.accountId, accountId), inArray(flows.key, newestFlows)))
            .orderBy(desc(flows.createdAt), desc(flows.key)),
        ],
      );
      const signedIn = { session, key, account };
      return { ...signedIn, keys, webhookKeys, shops, ownSystems, channels: channelRows, flows: flowRows };
    },

    /** A session, a store and whether the key of its webhooks works; one round trip. */
    async loadStore({ accountId, sessionId }: SessionRef, storeId: string, now: number) {
      const [[session], [key], [account], [store], webhookKeys] = await db.batch([
        ...selectSession(db, accountId, sessionId),
        db
          .select()
          .from(stores)
          .where(and(ofStores(accountId), eq(stores.storeId, storeId))),
        selectWebhookKeys(accountId, now),
      ]);
      return { session, key, account, store, webhookKeys };
    },

    /** A session and a channel; one round trip. */
    async loadChannel({ accountId, sessionId }: SessionRef, channelId: string) {
      const [[session], [key], [account], [channel]] = await db.batch([
        ...selectSession(db, accountId, sessionId),
        selectChannels(accountId).where(
          and(eq(channels.accountId, accountId), eq(channels.channelId, channelId), isNull(channels.deletedAt)),
        ),
      ]);
      return { session, key, account, channel };
    },
  };
};

export type SetUpRepository = ReturnType<typeof setUpRepository>;
