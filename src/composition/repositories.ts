import { accountRowsRepository } from '../db/account-rows';
import { accountsRepository } from '../db/accounts';
import type { AuditRepository } from '../db/audit';
import type { AuditPagesRepository } from '../db/audit-pages';
import { channelsRepository } from '../db/channels';
import { chargesRepository } from '../db/charges';
import type { ConversationPagesRepository } from '../db/conversation-pages';
import { conversationsRepository } from '../db/conversations';
import { customersRepository } from '../db/customers';
import type { Database } from '../db/database';
import { deadLettersRepository } from '../db/dead-letters';
import { directSendsRepository } from '../db/direct-sends';
import { dueConversationsRepository } from '../db/due-conversations';
import { eventDeliveriesRepository } from '../db/event-deliveries';
import { eventSubjectsRepository } from '../db/event-subjects';
import { eventsRepository } from '../db/events';
import { flowCountsRepository } from '../db/flow-counts';
import { flowsRepository } from '../db/flows';
import type { HomeRepository } from '../db/home';
import { idempotencyRepository } from '../db/idempotency';
import { inboundEventsRepository } from '../db/inbound-events';
import { inboundMessagesRepository } from '../db/inbound-messages';
import { inboundOrdersRepository } from '../db/inbound-orders';
import { inboundShipmentsRepository } from '../db/inbound-shipments';
import type { InvitationsRepository } from '../db/invitations';
import { messagesRepository } from '../db/messages';
import { openRunsRepository } from '../db/open-runs';
import type { OptOutPagesRepository } from '../db/opt-out-pages';
import { orderHoldsRepository } from '../db/order-holds';
import { ordersRepository } from '../db/orders';
import { outboxRepository } from '../db/outbox';
import type { OverviewRepository } from '../db/overview';
import type { PasskeysRepository } from '../db/passkeys';
import type { PeopleRepository } from '../db/people';
import { pushSubscriptionsRepository } from '../db/push-subscriptions';
import { pushesRepository } from '../db/pushes';
import { questionsRepository } from '../db/questions';
import type { QuickRepliesRepository } from '../db/quick-replies';
import { requestLinksRepository } from '../db/request-links';
import type { RequestPagesRepository } from '../db/request-pages';
import { requestsRepository } from '../db/requests';
import type { RetentionRepository } from '../db/retention';
import { runLogRepository } from '../db/run-log';
import { runWaitsRepository } from '../db/run-waits';
import { sendFactsRepository } from '../db/send-facts';
import { sessionsRepository } from '../db/sessions';
import type { SetUpRepository } from '../db/set-up';
import type { ShipmentPagesRepository } from '../db/shipment-pages';
import { shipmentsRepository } from '../db/shipments';
import { startedFlowsRepository } from '../db/started-flows';
import { storesRepository } from '../db/stores';
import { subscriptionsRepository } from '../db/subscriptions';
import { templatesRepository } from '../db/templates';
import { threadsRepository } from '../db/threads';
import { unsentMessagesRepository } from '../db/unsent-messages';
import { uploadsRepository } from '../db/uploads';
import type { UsersRepository } from '../db/users';
import { lazyMethods } from '../shared/lazy-methods';

/** Those that only pages, the sweep or an erasure use are loaded at their first use: a webhook does not load them. */
const FACTORIES = {
  accountRows: accountRowsRepository,
  accounts: accountsRepository,
  audit: (db: Database): AuditRepository => lazyMethods(async () => (await import('../db/audit')).auditRepository(db)),
  auditPages: (db: Database): AuditPagesRepository =>
    lazyMethods(async () => (await import('../db/audit-pages')).auditPagesRepository(db)),
  channels: channelsRepository,
  charges: chargesRepository,
  conversationPages: (db: Database): ConversationPagesRepository =>
    lazyMethods(async () => (await import('../db/conversation-pages')).conversationPagesRepository(db)),
  conversations: conversationsRepository,
  customers: customersRepository,
  deadLetters: deadLettersRepository,
  eventDeliveries: eventDeliveriesRepository,
  directSends: directSendsRepository,
  events: eventsRepository,
  eventSubjects: eventSubjectsRepository,
  flowCounts: flowCountsRepository,
  flows: flowsRepository,
  home: (db: Database): HomeRepository => lazyMethods(async () => (await import('../db/home')).homeRepository(db)),
  idempotency: idempotencyRepository,
  inboundEvents: inboundEventsRepository,
  inboundMessages: inboundMessagesRepository,
  inboundOrders: inboundOrdersRepository,
  inboundShipments: inboundShipmentsRepository,
  invitations: (db: Database): InvitationsRepository =>
    lazyMethods(async () => (await import('../db/invitations')).invitationsRepository(db)),
  messages: messagesRepository,
  openRuns: openRunsRepository,
  orderHolds: orderHoldsRepository,
  optOutPages: (db: Database): OptOutPagesRepository =>
    lazyMethods(async () => (await import('../db/opt-out-pages')).optOutPagesRepository(db)),
  orders: ordersRepository,
  outbox: outboxRepository,
  overview: (db: Database): OverviewRepository =>
    lazyMethods(async () => (await import('../db/overview')).overviewRepository(db)),
  passkeys: (db: Database): PasskeysRepository =>
    lazyMethods(async () => (await import('../db/passkeys')).passkeysRepository(db)),
  people: (db: Database): PeopleRepository =>
    lazyMethods(async () => (await import('../db/people')).peopleRepository(db)),
  pushes: pushesRepository,
  pushSubscriptions: pushSubscriptionsRepository,
  questions: questionsRepository,
  quickReplies: (db: Database): QuickRepliesRepository =>
    lazyMethods(async () => (await import('../db/quick-replies')).quickRepliesRepository(db)),
  requestLinks: requestLinksRepository,
  requestPages: (db: Database): RequestPagesRepository =>
    lazyMethods(async () => (await import('../db/request-pages')).requestPagesRepository(db)),
  requests: requestsRepository,
  retention: (db: Database): RetentionRepository =>
    lazyMethods(async () => (await import('../db/retention')).retentionRepository(db)),
  runLog: runLogRepository,
  runWaits: runWaitsRepository,
  sendFacts: sendFactsRepository,
  sessions: sessionsRepository,
  setUp: (db: Database): SetUpRepository => lazyMethods(async () => (await import('../db/set-up')).setUpRepository(db)),
  shipmentPages: (db: Database): ShipmentPagesRepository =>
    lazyMethods(async () => (await import('../db/shipment-pages')).shipmentPagesRepository(db)),
  shipments: shipmentsRepository,
  startedFlows: startedFlowsRepository,
  stores: storesRepository,
  subscriptions: subscriptionsRepository,
  templates: templatesRepository,
  dueConversations: dueConversationsRepository,
  threads: threadsRepository,
  unsentMessages: unsentMessagesRepository,
  uploads: uploadsRepository,
  users: (db: Database): UsersRepository => lazyMethods(async () => (await import('../db/users')).usersRepository(db)),
};

type Factories = typeof FACTORIES;
export type Repositories = { readonly [Name in keyof Factories]: ReturnType<Factories[Name]> };

const OPEN = Symbol('open');

/** Shared by all instances, because defining new getters for each request costs more. */
const GETTERS: PropertyDescriptorMap = Object.fromEntries(
  Object.entries(FACTORIES).map(([name, make]) => [
    name,
    {
      enumerable: true,
      configurable: true,
      get(this: { [OPEN]: () => Database }) {
        return make(this[OPEN]());
      },
    },
  ]),
);

/** Adds the repositories of a database to `ports`. A repository is created, and the database opened, on access. */
export function addRepositories<Ports extends object>(ports: Ports, open: () => Database): Ports & Repositories {
  const complete: unknown = Object.defineProperties(Object.assign(ports, { [OPEN]: open }), GETTERS);
  return complete as Ports & Repositories;
}
