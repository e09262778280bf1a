import { accountRowsRepository } from '../db/accounts/account-rows';
import { accountsRepository } from '../db/accounts/accounts';
import type { AuditRepository } from '../db/accounts/audit';
import { channelsRepository } from '../db/channels/channels';
import { templatesRepository } from '../db/channels/templates';
import { chargesRepository } from '../db/charges/charges';
import { conversationsRepository } from '../db/conversations/conversations';
import { dueConversationsRepository } from '../db/conversations/due-conversations';
import type { QuickRepliesRepository } from '../db/conversations/quick-replies';
import { customersRepository } from '../db/customers/customers';
import { pushSubscriptionsRepository } from '../db/customers/push-subscriptions';
import { deadLettersRepository } from '../db/events/dead-letters';
import { eventsRepository } from '../db/events/events';
import { inboundEventsRepository } from '../db/events/inbound-events';
import { outboxRepository } from '../db/events/outbox';
import { flowCountsRepository } from '../db/flows/flow-counts';
import { flowsRepository } from '../db/flows/flows';
import { inboundMessagesRepository } from '../db/inbound/inbound-messages';
import { inboundOrdersRepository } from '../db/inbound/inbound-orders';
import { inboundShipmentsRepository } from '../db/inbound/inbound-shipments';
import { threadsRepository } from '../db/inbound/threads';
import { messagesRepository } from '../db/messages/messages';
import { questionsRepository } from '../db/messages/questions';
import { uploadsRepository } from '../db/messages/uploads';
import { orderHoldsRepository } from '../db/orders/order-holds';
import { ordersRepository } from '../db/orders/orders';
import type { AuditPagesRepository } from '../db/pages/audit-pages';
import type { ConversationPagesRepository } from '../db/pages/conversation-pages';
import type { FlowPagesRepository } from '../db/pages/flow-pages';
import type { HomeRepository } from '../db/pages/home';
import type { OptOutPagesRepository } from '../db/pages/opt-out-pages';
import type { OverviewRepository } from '../db/pages/overview';
import type { RequestPagesRepository } from '../db/pages/request-pages';
import type { SetUpRepository } from '../db/pages/set-up';
import type { ShipmentPagesRepository } from '../db/pages/shipment-pages';
import type { InvitationsRepository } from '../db/people/invitations';
import type { PasskeysRepository } from '../db/people/passkeys';
import type { PeopleRepository } from '../db/people/people';
import { sessionsRepository } from '../db/people/sessions';
import { pushesRepository } from '../db/pushes/pushes';
import { requestLinksRepository } from '../db/requests/request-links';
import { requestsRepository } from '../db/requests/requests';
import type { RetentionRepository } from '../db/retention/retention';
import type { UsersRepository } from '../db/retention/users';
import { openRunsRepository } from '../db/run-log/open-runs';
import { runLogRepository } from '../db/run-log/run-log';
import { runWaitsRepository } from '../db/run-log/run-waits';
import { startedFlowsRepository } from '../db/run-log/started-flows';
import { directSendsRepository } from '../db/sends/direct-sends';
import { sendFactsRepository } from '../db/sends/send-facts';
import { unsentMessagesRepository } from '../db/sends/unsent-messages';
import { shipmentsRepository } from '../db/shipments/shipments';
import type { Database } from '../db/sql/database';
import { idempotencyRepository } from '../db/sql/idempotency';
import { storesRepository } from '../db/stores/stores';
import { eventDeliveriesRepository } from '../db/subscriptions/event-deliveries';
import { eventSubjectsRepository } from '../db/subscriptions/event-subjects';
import { subscriptionsRepository } from '../db/subscriptions/subscriptions';
import { lazyMethods } from '../shared/lazy/lazy-methods';

/** Those that only pages, the sweep or an erasure use are loaded at their first use: a webhook does not load them. */
const FACTORIES = {
  accountRows: accountRowsRepository,
  accounts: accountsRepository,
  audit: (db: Database): AuditRepository =>
    lazyMethods(async () => (await import('../db/accounts/audit')).auditRepository(db)),
  auditPages: (db: Database): AuditPagesRepository =>
    lazyMethods(async () => (await import('../db/pages/audit-pages')).auditPagesRepository(db)),
  channels: channelsRepository,
  charges: chargesRepository,
  conversationPages: (db: Database): ConversationPagesRepository =>
    lazyMethods(async () => (await import('../db/pages/conversation-pages')).conversationPagesRepository(db)),
  conversations: conversationsRepository,
  customers: customersRepository,
  deadLetters: deadLettersRepository,
  eventDeliveries: eventDeliveriesRepository,
  directSends: directSendsRepository,
  events: eventsRepository,
  eventSubjects: eventSubjectsRepository,
  flowCounts: flowCountsRepository,
  flowPages: (db: Database): FlowPagesRepository =>
    lazyMethods(async () => (await import('../db/pages/flow-pages')).flowPagesRepository(db)),
  flows: flowsRepository,
  home: (db: Database): HomeRepository =>
    lazyMethods(async () => (await import('../db/pages/home')).homeRepository(db)),
  idempotency: idempotencyRepository,
  inboundEvents: inboundEventsRepository,
  inboundMessages: inboundMessagesRepository,
  inboundOrders: inboundOrdersRepository,
  inboundShipments: inboundShipmentsRepository,
  invitations: (db: Database): InvitationsRepository =>
    lazyMethods(async () => (await import('../db/people/invitations')).invitationsRepository(db)),
  messages: messagesRepository,
  openRuns: openRunsRepository,
  optOutPages: (db: Database): OptOutPagesRepository =>
    lazyMethods(async () => (await import('../db/pages/opt-out-pages')).optOutPagesRepository(db)),
  orderHolds: orderHoldsRepository,
  orders: ordersRepository,
  outbox: outboxRepository,
  overview: (db: Database): OverviewRepository =>
    lazyMethods(async () => (await import('../db/pages/overview')).overviewRepository(db)),
  passkeys: (db: Database): PasskeysRepository =>
    lazyMethods(async () => (await import('../db/people/passkeys')).passkeysRepository(db)),
  people: (db: Database): PeopleRepository =>
    lazyMethods(async () => (await import('../db/people/people')).peopleRepository(db)),
  pushes: pushesRepository,
  pushSubscriptions: pushSubscriptionsRepository,
  questions: questionsRepository,
  quickReplies: (db: Database): QuickRepliesRepository =>
    lazyMethods(async () => (await import('../db/conversations/quick-replies')).quickRepliesRepository(db)),
  requestLinks: requestLinksRepository,
  requestPages: (db: Database): RequestPagesRepository =>
    lazyMethods(async () => (await import('../db/pages/request-pages')).requestPagesRepository(db)),
  requests: requestsRepository,
  retention: (db: Database): RetentionRepository =>
    lazyMethods(async () => (await import('../db/retention/retention')).retentionRepository(db)),
  runLog: runLogRepository,
  runWaits: runWaitsRepository,
  sendFacts: sendFactsRepository,
  sessions: sessionsRepository,
  setUp: (db: Database): SetUpRepository =>
    lazyMethods(async () => (await import('../db/pages/set-up')).setUpRepository(db)),
  shipmentPages: (db: Database): ShipmentPagesRepository =>
    lazyMethods(async () => (await import('../db/pages/shipment-pages')).shipmentPagesRepository(db)),
  shipments: shipmentsRepository,
  startedFlows: startedFlowsRepository,
  stores: storesRepository,
  subscriptions: subscriptionsRepository,
  templates: templatesRepository,
  dueConversations: dueConversationsRepository,
  threads: threadsRepository,
  unsentMessages: unsentMessagesRepository,
  uploads: uploadsRepository,
  users: (db: Database): UsersRepository =>
    lazyMethods(async () => (await import('../db/retention/users')).usersRepository(db)),
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
