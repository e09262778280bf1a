import { makeFiles } from '../clients/files';
import { makeFlowEngine } from '../clients/flow-engine';
import { makeEventQueue, makeEventWakeUpQueue, makePushQueue } from '../clients/queues';
import { urlRejectionReason } from '../clients/url-guard';
import { directoryRepository } from '../db/accounts/directory';
import { keysRepository } from '../db/accounts/keys';
import { type Database, openDatabase } from '../db/sql/database';
import { listenToEvents } from '../db/sql/event-writes';
import { type D1Meter, meterD1 } from '../db/sql/meter';
import { routeD1 } from '../db/sql/route-d1';
import type { Deps } from '../domain/ports';
import type { SendGrant } from '../domain/rate/channel-rate';
import type { PointsGrant } from '../domain/rate/take-points';
import { type Encryptor, makeEncryptor } from '../shared/crypto/encryption';
import { describeError } from '../shared/errors/describe-error';
import { lazyMethods } from '../shared/lazy/lazy-methods';
import { type Clock, makeClock } from '../shared/time/clock';
import { boundDatabase, databasesOf } from './databases';
import { addRepositories, type Repositories } from './repositories';
import type { Settings } from './settings';
import { vapidKeysOf } from './vapid-keys';

const encryptors = new WeakMap<Settings, Encryptor>();

function encryptorFor(settings: Settings): Encryptor {
  let encryptor = encryptors.get(settings);
  if (!encryptor) {
    encryptor = makeEncryptor({ key: settings.SECRETS_KEY, previousKey: settings.SECRETS_KEY_PREVIOUS });
    encryptors.set(settings, encryptor);
  }
  return encryptor;
}

export type DepsOptions = {
  /** The database that the repositories use, or a session of it. */
  d1: D1Database | D1DatabaseSession;
  /** The number of that database; `DB` is 0. */
  database?: number;
  /** Counts the statements on every database. */
  meter: D1Meter;
  /** Written to each log line. */
  traceId: string;
  /** The host name of this deployment, which no merchant's URL may name; null if it is not known. */
  ownHost: string | null;
  /** The time of the work; by default the real one. */
  clock?: Clock;
};

/** Creates the ports of the domain from the Worker's bindings. */
export function makeDeps(
  env: Env,
  settings: Settings,
  { d1, database = 0, meter, traceId, ownHost, clock = makeClock() }: DepsOptions,
): Deps {
  let opened: Database | undefined;
  const queueEventWakeUps = makeEventWakeUpQueue(env.PUSHES, clock);
  const open = (inner: D1Database | D1DatabaseSession): Database =>
    listenToEvents(openDatabase(meterD1(inner, meter)), async (accountIds) => {
      const wakeUps = accountIds.map((accountId) => ({ accountId, delivery: null, delayMs: 0 }));
      await queueEventWakeUps(wakeUps).catch((error: unknown) => {
        // The sweep dispatches them.
        log('events_not_queued', { count: accountIds.length, error: describeError(error) });
      });
    });
  const db = (): Database => {
    opened ??= open(d1);
    return opened;
  };
  const vapid = vapidKeysOf(settings);
  // The real time, for the durations of calls and the expiry of their caches, whatever the clock of the work says.
  const now = () => Date.now();
  const policy = { allowPrivate: settings.ALLOW_PRIVATE_ENDPOINTS, ownHost };
  const rejectUrl = (url: string) => urlRejectionReason(url, policy);
  const callFetch: typeof fetch = (input, init) => fetch(input, init);
  const log: Deps['log'] = (event, facts) => console.log(JSON.stringify({ event, trace_id: traceId, ...facts }));
  const ports: Omit<Deps, keyof Repositories> = {
    database,
    databases: [...databasesOf(env).keys()],
    forShard(shard) {
      const shared = { meter, traceId, ownHost, clock };
      if (typeof shard !== 'number') {
        return makeDeps(env, settings, { d1: routeD1(async () => boundDatabase(env, await shard())), ...shared });
      }
      if (shard === database) return deps;
      return makeDeps(env, settings, { d1: boundDatabase(env, shard), database: shard, ...shared });
    },
    // From the primary: a replica may not know yet that an account has moved.
    get directory() {
      return directoryRepository(openDatabase(meterD1(env.DB, meter)));
    },
    // From the primary: a replica may not know yet that a key was created or revoked.
    get keys() {
      return keysRepository(open(boundDatabase(env, database)));
    },
    now: clock.now,
    sleep: (ms) => scheduler.wait(ms),
    log,
    encryptor: encryptorFor(settings),
    get engine() {
      return makeFlowEngine(env.FLOW_RUN, log, clock);
    },
    storeRate: {
      reserve: (storeId, request) => env.STORE_RATE.getByName(storeId).reserve(request),
      report: (storeId, results) => env.STORE_RATE.getByName(storeId).report({ results }),
      async takePoints(storeId, request) {
        const answer: PointsGrant | number = await env.STORE_RATE.getByName(storeId).takePoints(request);
        // An object of an older version answers in ms, and wants every report.
        return typeof answer === 'number' ? { waitMs: answer, mustReport: true } : answer;
      },
      reportPoints: (storeId, read) => env.STORE_RATE.getByName(storeId).tellPoints(read),
    },
    channelRate: {
      async reserve(channelId, request) {
        const answer: SendGrant | number = await env.CHANNEL_RATE.getByName(channelId).reserve(request);
        // An object of an older version answers in ms, and wants to be asked again.
        return typeof answer === 'number' ? { waitMs: answer, isGranted: answer === 0 } : answer;
      },
      slowDown: (channelId, pair) => env.CHANNEL_RATE.getByName(channelId).slowDown({ pair }),
    },
    queuePushes: makePushQueue(env.PUSHES, clock),
    queueEventWakeUps,
    queueInbound: makeEventQueue(env.INBOUND, clock),
    files: makeFiles(env.FILES),
    merchant: lazyMethods(async () => {
      const [{ makeMerchantClient }, { makeSafeFetch }] = await Promise.all([
        import('../clients/merchant'),
        import('../clients/safe-fetch'),
      ]);
      return makeMerchantClient(makeSafeFetch({ fetch: callFetch, now, urlRejectionReason: rejectUrl }));
    }),
    whatsapp: lazyMethods(async () => {
      const { makeWhatsAppClient } = await import('../clients/whatsapp-cloud');
      const { META_GRAPH_URL: graphUrl, META_GRAPH_VERSION: graphVersion } = settings;
      return makeWhatsAppClient({ fetch: callFetch, graphUrl, graphVersion });
    }),
    get accessCerts() {
      const { ACCESS_TEAM_DOMAIN: teamDomain, ACCESS_AUDIENCE: audience } = settings;
      if (!teamDomain || !audience) return null;
      const issuer = `https://${teamDomain}`;
      return {
        issuer,
        audience,
        findKey: async (kid: string, at: number) =>
          (await import('../clients/access-certs')).findAccessKey({ fetch: callFetch, issuer }, kid, at),
      };
    },
    webPush: vapid
      ? lazyMethods(async () => {
          const { makeWebPushClient } = await import('../clients/web-push');
          return makeWebPushClient({ fetch: callFetch, vapid, urlRejectionReason: rejectUrl });
        })
      : null,
    shopify: lazyMethods(async () => {
      const [{ makeShopifyClient }, { makeSafeFetch }] = await Promise.all([
        import('../clients/shopify-admin'),
        import('../clients/safe-fetch'),
      ]);
      return makeShopifyClient({
        // The URL comes from the deployment's settings, not from a merchant.
        safeFetch: makeSafeFetch({ fetch: callFetch, now, urlRejectionReason: () => null }),
        now,
        adminUrl: settings.SHOPIFY_ADMIN_URL,
        apiVersion: settings.SHOPIFY_API_VERSION,
      });
    }),
    qapla: lazyMethods(async () => {
      const [{ makeQaplaClient }, { makeSafeFetch }] = await Promise.all([
        import('../clients/qapla'),
        import('../clients/safe-fetch'),
      ]);
      return makeQaplaClient({
        // The URL comes from the deployment's settings, not from a merchant.
        safeFetch: makeSafeFetch({ fetch: callFetch, now, urlRejectionReason: () => null }),
        apiUrl: settings.QAPLA_URL,
      });
    }),
    urlRejectionReason: rejectUrl,
  };
  const deps: Deps = addRepositories(ports, db);
  return deps;
}
