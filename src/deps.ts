import { makeFiles } from './clients/files';
import { makeFlowEngine } from './clients/flow-engine';
import { makeMerchantClient } from './clients/merchant';
import { makeEventQueue, makePushQueue } from './clients/queues';
import { makeSafeFetch } from './clients/safe-fetch';
import { makeShopifyClient } from './clients/shopify-admin';
import { urlRejectionReason } from './clients/url-guard';
import { makeWhatsAppClient } from './clients/whatsapp-cloud';
import { accountRowsRepository } from './db/account-rows';
import { accountsRepository } from './db/accounts';
import { channelsRepository } from './db/channels';
import { chargesRepository } from './db/charges';
import { customersRepository } from './db/customers';
import { type Database, openDatabase } from './db/database';
import { deadLettersRepository } from './db/dead-letters';
import { directoryRepository } from './db/directory';
import { eventsRepository } from './db/events';
import { flowCountsRepository } from './db/flow-counts';
import { flowsRepository } from './db/flows';
import { idempotencyRepository } from './db/idempotency';
import { inboundEventsRepository } from './db/inbound-events';
import { inboundMessagesRepository } from './db/inbound-messages';
import { inboundOrdersRepository } from './db/inbound-orders';
import { keysRepository } from './db/keys';
import { messagesRepository } from './db/messages';
import { type D1Meter, meterD1 } from './db/meter';
import { openRunsRepository } from './db/open-runs';
import { ordersRepository } from './db/orders';
import { overviewRepository } from './db/overview';
import { pushesRepository } from './db/pushes';
import { questionsRepository } from './db/questions';
import { requestLinksRepository } from './db/request-links';
import { requestPagesRepository } from './db/request-pages';
import { requestsRepository } from './db/requests';
import { retentionRepository } from './db/retention';
import { routeD1 } from './db/route-d1';
import { runLogRepository } from './db/run-log';
import { runWaitsRepository } from './db/run-waits';
import { sendFactsRepository } from './db/send-facts';
import { sessionsRepository } from './db/sessions';
import { setUpRepository } from './db/set-up';
import { startedFlowsRepository } from './db/started-flows';
import { storesRepository } from './db/stores';
import { templatesRepository } from './db/templates';
import { usersRepository } from './db/users';
import type { Deps } from './domain/ports';
import { databasesOf, type Settings } from './env';
import { type Encryptor, makeEncryptor } from './shared/encryption';

const encryptors = new WeakMap<Settings, Encryptor>();

function encryptorFor(settings: Settings): Encryptor {
  let encryptor = encryptors.get(settings);
  if (!encryptor) {
    encryptor = makeEncryptor({ key: settings.SECRETS_KEY, previousKey: settings.SECRETS_KEY_PREVIOUS });
    encryptors.set(settings, encryptor);
  }
  return encryptor;
}

/**
 * Wraps the bindings as the ports that the domain takes. `d1` is the database of this number (`DB` is 0) or a session of it,
 * `meter` counts what is asked of all of them; `traceId` is in every log line; `ownHost` is the deployment's own name, which no merchant's URL may lead to.
 */
export function makeDeps(
  env: Env,
  settings: Settings,
  {
    d1,
    database = 0,
    meter,
    traceId,
    ownHost,
  }: {
    d1: D1Database | D1DatabaseSession;
    database?: number;
    meter: D1Meter;
    traceId: string;
    ownHost: string | null;
  },
): Deps {
  let opened: Database | undefined;
  const db = (): Database => {
    opened ??= openDatabase(meterD1(d1, meter));
    return opened;
  };
  const databases = databasesOf(env);
  const bound = (number: number): D1Database => {
    const found = databases.get(number);
    if (!found) throw new Error(`the database ${number} is not bound`);
    return found;
  };
  const now = () => Date.now();
  const rule = { allowPrivate: settings.ALLOW_PRIVATE_ENDPOINTS, ownHost };
  const refuse = (url: string) => urlRejectionReason(url, rule);
  const call: typeof fetch = (input, init) => fetch(input, init);
  const log: Deps['log'] = (event, facts) => console.log(JSON.stringify({ event, trace_id: traceId, ...facts }));
  const deps: Deps = {
    database,
    databases: [...databases.keys()],
    forShard(home) {
      const rest = { meter, traceId, ownHost };
      if (typeof home !== 'number') {
        return makeDeps(env, settings, { d1: routeD1(async () => bound(await home())), ...rest });
      }
      return home === database ? deps : makeDeps(env, settings, { d1: bound(home), database: home, ...rest });
    },
    // At the primary: who is told where an account lives is told what is so now.
    get directory() {
      return directoryRepository(openDatabase(meterD1(env.DB, meter)));
    },
    get accountRows() {
      return accountRowsRepository(db());
    },
    now,
    sleep: (ms) => scheduler.wait(ms),
    log,
    encryptor: encryptorFor(settings),
    get accounts() {
      return accountsRepository(db());
    },
    // At the primary, not the nearest replica: a key that was made or revoked a moment ago is so everywhere.
    get keys() {
      return keysRepository(openDatabase(meterD1(bound(database), meter)));
    },
    get idempotency() {
      return idempotencyRepository(db());
    },
    get sessions() {
      return sessionsRepository(db());
    },
    get setUp() {
      return setUpRepository(db());
    },
    get stores() {
      return storesRepository(db());
    },
    get channels() {
      return channelsRepository(db());
    },
    get flows() {
      return flowsRepository(db());
    },
    get flowCounts() {
      return flowCountsRepository(db());
    },
    get orders() {
      return ordersRepository(db());
    },
    get overview() {
      return overviewRepository(db());
    },
    get requests() {
      return requestsRepository(db());
    },
    get requestLinks() {
      return requestLinksRepository(db());
    },
    get requestPages() {
      return requestPagesRepository(db());
    },
    get runLog() {
      return runLogRepository(db());
    },
    get runWaits() {
      return runWaitsRepository(db());
    },
    get messages() {
      return messagesRepository(db());
    },
    get sendFacts() {
      return sendFactsRepository(db());
    },
    get startedFlows() {
      return startedFlowsRepository(db());
    },
    get inboundMessages() {
      return inboundMessagesRepository(db());
    },
    get inboundEvents() {
      return inboundEventsRepository(db());
    },
    get openRuns() {
      return openRunsRepository(db());
    },
    get questions() {
      return questionsRepository(db());
    },
    get inboundOrders() {
      return inboundOrdersRepository(db());
    },
    get customers() {
      return customersRepository(db());
    },
    get templates() {
      return templatesRepository(db());
    },
    get charges() {
      return chargesRepository(db());
    },
    get pushes() {
      return pushesRepository(db());
    },
    get events() {
      return eventsRepository(db());
    },
    get deadLetters() {
      return deadLettersRepository(db());
    },
    get users() {
      return usersRepository(db());
    },
    get retention() {
      return retentionRepository(db());
    },
    get engine() {
      return makeFlowEngine(env.FLOW_RUN, log);
    },
    storeRate: {
      reserve: (storeId, ask) => env.STORE_RATE.getByName(storeId).reserve(ask),
      report: (storeId, results) => env.STORE_RATE.getByName(storeId).report({ results }),
      takePoints: (storeId, ask) => env.STORE_RATE.getByName(storeId).takePoints(ask),
      reportPoints: (storeId, told) => env.STORE_RATE.getByName(storeId).tellPoints(told),
    },
    channelRate: {
      reserve: (channelId, ask) => env.CHANNEL_RATE.getByName(channelId).reserve(ask),
      slowDown: (channelId, pair) => env.CHANNEL_RATE.getByName(channelId).slowDown({ pair }),
    },
    queuePushes: makePushQueue(env.PUSHES),
    files: makeFiles(env.FILES),
    queueInbound: makeEventQueue(env.INBOUND),
    get merchant() {
      return makeMerchantClient(makeSafeFetch({ fetch: call, now, urlRejectionReason: refuse }));
    },
    get whatsapp() {
      return makeWhatsAppClient({
        fetch: call,
        graphUrl: settings.META_GRAPH_URL,
        graphVersion: settings.META_GRAPH_VERSION,
      });
    },
    get shopify() {
      return makeShopifyClient({
        // The address is the deployment's own setting, not a merchant's.
        safeFetch: makeSafeFetch({ fetch: call, now, urlRejectionReason: () => null }),
        now,
        adminUrl: settings.SHOPIFY_ADMIN_URL,
        apiVersion: settings.SHOPIFY_API_VERSION,
      });
    },
    urlRejectionReason: refuse,
  };
  return deps;
}
