import { and, desc, eq, getTableColumns, gt, inArray, isNull, or, sql } from 'drizzle-orm';
import type { ApiKey } from '../accounts/keys';
import type { Channel } from '../channels/channels';
import { currentVersion, type Flow } from '../flows/flows';
import { type SessionRows, selectPageSession, selectSession, toSessionRows } from '../people/sessions';
import { apiKeys, channels, flows, flowVersions, messages, stores } from '../schema';
import { runBatch } from '../sql/batch';
import type { Database } from '../sql/database';
import type { Store } from '../stores/stores';

/** The messages of a number that are searched for one that Meta's webhook has reported. */
const MAX_MESSAGES_SCANNED = 200;

/** A key in the URL of a shop's webhooks that works, and when it expires. */
type WebhookKey = Pick<ApiKey, 'keyId' | 'expiresAt'>;
/** `webhookSeen`: whether Meta's webhook has reported a message of the number. */
export type SetUpChannel = Channel & { webhookSeen: number };

/** The rows for the front of the profile page. */
export type SetUpRows = SessionRows & {
  keys: ApiKey[];
  webhookKeys: WebhookKey[];
  shops: Store[];
  ownSystems: Store[];
  channels: SetUpChannel[];
  /** `digest` belongs to the current definition. */
  flows: (Flow & { digest: string })[];
};

type SessionRef = { accountId: string; sessionId: string };

const webhookSeen = sql`exists (select 1 from (select ${messages.direction}, ${messages.status} from ${messages}
    where ${messages.channelId} = ${channels.channelId} limit ${MAX_MESSAGES_SCANNED})
  where direction = 'in' or status in ('sent', 'delivered', 'read', 'played'))`;

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
          inArray(apiKeys.keyId, sql`(select ${stores.webhookKeyId} from ${stores} where ${ofStores(accountId)})`),
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
        webhookSeen: sql<number>`${webhookSeen}`.as('webhook_seen'),
      })
      .from(channels)
      .$dynamic()
      .where(and(eq(channels.accountId, accountId), isNull(channels.deletedAt)));

  return {
    /**
     * Returns a session and the account's newest working keys, stores, channels and flows, and also the flows in `flowKeys`.
     * Reads one row more than `maxRows` of each, to find out whether there are others. One round trip.
     */
    async load(
      { accountId, sessionId }: SessionRef,
      { now, maxRows, flowKeys }: { now: number; maxRows: number; flowKeys: string[] },
    ): Promise<SetUpRows> {
      const limit = maxRows + 1;
      const newestFlows = sql`(select key from (select ${flows.key} from ${flows} where ${flows.accountId} = ${accountId}
          order by ${flows.createdAt} desc, ${flows.key} desc limit ${limit})
        union select value from json_each(${JSON.stringify(flowKeys)}))`;
      const { signedIn, ...rows } = await runBatch(db, {
        signedIn: selectPageSession(db, accountId, sessionId),
        keys: db
          .select()
          .from(apiKeys)
          .where(and(eq(apiKeys.accountId, accountId), works(now)))
          .orderBy(desc(apiKeys.keyId))
          .limit(limit),
        webhookKeys: selectWebhookKeys(accountId, now),
        shops: selectKind(accountId, 'shopify', limit),
        ownSystems: selectKind(accountId, 'custom', limit),
        channels: selectChannels(accountId).orderBy(desc(channels.channelId)).limit(limit),
        flows: db
          .select({ ...getTableColumns(flows), digest: flowVersions.digest })
          .from(flows)
          .innerJoin(flowVersions, currentVersion)
          .where(and(eq(flows.accountId, accountId), inArray(flows.key, newestFlows)))
          .orderBy(desc(flows.createdAt), desc(flows.key)),
      });
      return { ...toSessionRows(signedIn), ...rows };
    },

    /** Returns a session, a store and the account's working webhook keys; one round trip. */
    async loadStore({ accountId, sessionId }: SessionRef, storeId: string, now: number) {
      const { signedIn, found, webhookKeys } = await runBatch(db, {
        signedIn: selectSession(db, accountId, sessionId),
        found: db
          .select()
          .from(stores)
          .where(and(ofStores(accountId), eq(stores.storeId, storeId))),
        webhookKeys: selectWebhookKeys(accountId, now),
      });
      return { ...toSessionRows(signedIn), store: found[0], webhookKeys };
    },

    /** Returns a session and a channel; one round trip. */
    async loadChannel({ accountId, sessionId }: SessionRef, channelId: string) {
      const { signedIn, found } = await runBatch(db, {
        signedIn: selectSession(db, accountId, sessionId),
        found: selectChannels(accountId).where(
          and(eq(channels.accountId, accountId), eq(channels.channelId, channelId), isNull(channels.deletedAt)),
        ),
      });
      return { ...toSessionRows(signedIn), channel: found[0] };
    },
  };
};

export type SetUpRepository = ReturnType<typeof setUpRepository>;
