import { and, desc, eq, getTableColumns, gt, inArray, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { JsonObject } from '../../shared/json/json';
import type { ApiKey } from '../accounts/keys';
import type { Channel } from '../channels/channels';
import type { Template } from '../channels/templates';
import { currentVersion, type Flow } from '../flows/flows';
import { type SessionRows, selectPageSession, selectSession, toSessionRows } from '../people/sessions';
import { apiKeys, channels, flows, flowVersions, messages, pushes, requests, stores, templates } from '../schema';
import { runBatch } from '../sql/batch';
import type { Database } from '../sql/database';
import { isLive } from '../sql/is-live';
import { isAwaitingAttempt } from '../stores/stopped-pushes';
import type { Store } from '../stores/stores';
import { selectSetUpDone } from './set-up-done';

/** The messages of a number that are searched for one that Meta's webhook has reported. */
const MAX_MESSAGES_SCANNED = 200;

const MAX_COUNTED = 1_000;

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
  flows: (Flow & { digest: string; definition: JsonObject })[];
  /** Those that a flow may name, of the numbers' WhatsApp Business Accounts. */
  templates: Template[];
  done: Awaited<ReturnType<typeof selectSetUpDone>>;
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

  const countUpTo = (from: SQL) =>
    db
      .select({ count: sql<number>`count(*)`.as('rows_counted') })
      .from(sql`(select 1 from ${from} limit ${MAX_COUNTED})`);

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

  /** Selects the templates with a name that is given, or that a flow has, in a step or as a setting. */
  const selectNamedTemplates = (accountId: string, names: string[]) => {
    const definition = flowVersions.definition;
    const ofFlows = sql`from ${flows} join ${flowVersions} on ${currentVersion}`;
    const isOwn = sql`where ${flows.accountId} = ${accountId}`;
    const named = sql`(select value from json_each(${JSON.stringify(names)})
      union select u.value ->> 'name' ${ofFlows}, json_each(${definition}, '$.steps') s,
        json_each(json_array(s.value -> 'template', s.value -> 'fallback_template')) u ${isOwn} and u.type = 'object'
      union select s.value ->> 'default' ${ofFlows}, json_each(${definition}, '$.settings') s ${isOwn}
      union select s.value ${ofFlows}, json_each(${definition}, '$.values') s ${isOwn} and s.type = 'text')`;
    const wabaIds = sql`(select ${channels.wabaId} from ${channels} where ${channels.accountId} = ${accountId}
      and ${channels.deletedAt} is null)`;
    return db
      .select()
      .from(templates)
      .where(
        and(eq(templates.accountId, accountId), inArray(templates.wabaId, wabaIds), inArray(templates.name, named)),
      );
  };

  return {
    /**
     * Returns a session and the account's newest working keys, stores, channels and flows, and also the flows in `flowKeys`, and
     * the templates that they and `templateNames` name. Reads one row more than `maxRows` of each, to find out whether there are others. One round trip.
     */
    async load(
      { accountId, sessionId }: SessionRef,
      {
        now,
        maxRows,
        flowKeys,
        templateNames,
      }: { now: number; maxRows: number; flowKeys: string[]; templateNames: string[] },
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
        done: selectSetUpDone(db, accountId),
        templates: selectNamedTemplates(accountId, templateNames),
        flows: db
          .select({ ...getTableColumns(flows), digest: flowVersions.digest, definition: flowVersions.definition })
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

    /** Counts the open requests that have written from a channel, up to 1,000. */
    async countOfChannel(accountId: string, channelId: string): Promise<{ requests: number; pushes: number }> {
      const open = sql`${requests} where ${requests.channelId} = ${channelId} and ${requests.accountId} = ${accountId}
        and ${isLive()}`;
      const { rows } = await runBatch(db, { rows: countUpTo(open) });
      return { requests: rows[0]?.count ?? 0, pushes: 0 };
    },

    /** Counts the open requests of a store, and its pushes that wait for an attempt; each up to 1,000. */
    async countOfStore(accountId: string, storeId: string): Promise<{ requests: number; pushes: number }> {
      const open = sql`${requests} where ${requests.accountId} = ${accountId} and ${requests.storeId} = ${storeId}
        and ${inArray(requests.status, ['queued', 'running', 'waiting'])}`;
      const waiting = sql`${pushes} where ${pushes.storeId} = ${storeId} and ${isAwaitingAttempt}`;
      const counted = await runBatch(db, { requests: countUpTo(open), pushes: countUpTo(waiting) });
      return { requests: counted.requests[0]?.count ?? 0, pushes: counted.pushes[0]?.count ?? 0 };
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
