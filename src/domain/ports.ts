import type { AccessCerts } from '../clients/access-certs';
import type { Files } from '../clients/files';
import type { FlowEngine } from '../clients/flow-engine';
import type { MerchantClient } from '../clients/merchant';
import type { QaplaClient } from '../clients/qapla';
import type { ShopifyClient } from '../clients/shopify-admin';
import type { WebPushClient } from '../clients/web-push';
import type { WhatsAppClient } from '../clients/whatsapp-cloud';
import type { AccountRowsRepository } from '../db/accounts/account-rows';
import type { AccountsRepository } from '../db/accounts/accounts';
import type { AuditRepository } from '../db/accounts/audit';
import type { DirectoryRepository } from '../db/accounts/directory';
import type { KeysRepository } from '../db/accounts/keys';
import type { ChannelsRepository } from '../db/channels/channels';
import type { TemplatesRepository } from '../db/channels/templates';
import type { ChargesRepository } from '../db/charges/charges';
import type { ConversationsRepository } from '../db/conversations/conversations';
import type { DueConversationsRepository } from '../db/conversations/due-conversations';
import type { QuickRepliesRepository } from '../db/conversations/quick-replies';
import type { CustomersRepository } from '../db/customers/customers';
import type { PushSubscriptionsRepository } from '../db/customers/push-subscriptions';
import type { DeadLettersRepository } from '../db/events/dead-letters';
import type { EventsRepository } from '../db/events/events';
import type { InboundEventsRepository } from '../db/events/inbound-events';
import type { OutboxRepository } from '../db/events/outbox';
import type { FlowCountsRepository } from '../db/flows/flow-counts';
import type { FlowsRepository } from '../db/flows/flows';
import type { InboundMessagesRepository } from '../db/inbound/inbound-messages';
import type { InboundOrdersRepository } from '../db/inbound/inbound-orders';
import type { InboundShipmentsRepository } from '../db/inbound/inbound-shipments';
import type { ThreadsRepository } from '../db/inbound/threads';
import type { MessagesRepository } from '../db/messages/messages';
import type { QuestionsRepository } from '../db/messages/questions';
import type { UploadsRepository } from '../db/messages/uploads';
import type { OrderHoldsRepository } from '../db/orders/order-holds';
import type { OrdersRepository } from '../db/orders/orders';
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
import type { SessionsRepository } from '../db/people/sessions';
import type { PushesRepository } from '../db/pushes/pushes';
import type { RequestLinksRepository } from '../db/requests/request-links';
import type { RequestsRepository } from '../db/requests/requests';
import type { RetentionRepository } from '../db/retention/retention';
import type { UsersRepository } from '../db/retention/users';
import type { OpenRunsRepository } from '../db/run-log/open-runs';
import type { RunLogRepository } from '../db/run-log/run-log';
import type { RunWaitsRepository } from '../db/run-log/run-waits';
import type { StartedFlowsRepository } from '../db/run-log/started-flows';
import type { DirectSendsRepository } from '../db/sends/direct-sends';
import type { SendFactsRepository } from '../db/sends/send-facts';
import type { UnsentMessagesRepository } from '../db/sends/unsent-messages';
import type { ShipmentsRepository } from '../db/shipments/shipments';
import type { IdempotencyRepository } from '../db/sql/idempotency';
import type { StoresRepository } from '../db/stores/stores';
import type { EventDeliveriesRepository } from '../db/subscriptions/event-deliveries';
import type { EventSubjectsRepository } from '../db/subscriptions/event-subjects';
import type { SubscriptionsRepository } from '../db/subscriptions/subscriptions';
import type { Encryptor } from '../shared/crypto/encryption';
import type { Context } from './context';
import type { InboundEvent } from './inbound-event';
import type { SendGrant, SendRequest } from './rate/channel-rate';
import type { SlotsRequest } from './rate/reserve-slots';
import type { ReservationReport, Slot } from './rate/store-rate-state';
import type { EndedRead, PointsGrant, PointsRequest } from './rate/take-points';

export type StoreRatePort = {
  reserve(storeId: string, request: SlotsRequest): Promise<Slot[]>;
  report(storeId: string, results: ReservationReport[]): Promise<void>;
  /** Takes points for a read from Shopify's API. */
  takePoints(storeId: string, request: PointsRequest): Promise<PointsGrant>;
  reportPoints(storeId: string, read: EndedRead): Promise<void>;
};

export type ChannelRatePort = {
  reserve(channelId: string, request: SendRequest): Promise<SendGrant>;
  slowDown(channelId: string, pair: string | null): Promise<void>;
};

/** Everything that the domain needs from outside. */
export type Deps = {
  now(): number;
  sleep(ms: number): Promise<void>;
  log(event: string, facts: Record<string, string | number | boolean | null>): void;
  encryptor: Encryptor;
  /** The number of the database that these repositories read and write, except for `directory`, which is in database 0. */
  database: number;
  /** The numbers of all bound databases: 0, and more where one is not enough. */
  databases: number[];
  /** The same over another database; a function is called for each statement. */
  forShard(shard: number | (() => Promise<number>)): Deps;
  directory: DirectoryRepository;
  accountRows: AccountRowsRepository;
  accounts: AccountsRepository;
  keys: KeysRepository;
  audit: AuditRepository;
  auditPages: AuditPagesRepository;
  optOutPages: OptOutPagesRepository;
  people: PeopleRepository;
  invitations: InvitationsRepository;
  passkeys: PasskeysRepository;
  idempotency: IdempotencyRepository;
  sessions: SessionsRepository;
  setUp: SetUpRepository;
  stores: StoresRepository;
  channels: ChannelsRepository;
  flows: FlowsRepository;
  flowCounts: FlowCountsRepository;
  flowPages: FlowPagesRepository;
  orderHolds: OrderHoldsRepository;
  orders: OrdersRepository;
  home: HomeRepository;
  overview: OverviewRepository;
  shipmentPages: ShipmentPagesRepository;
  shipments: ShipmentsRepository;
  requests: RequestsRepository;
  requestLinks: RequestLinksRepository;
  requestPages: RequestPagesRepository;
  runLog: RunLogRepository;
  runWaits: RunWaitsRepository;
  messages: MessagesRepository;
  directSends: DirectSendsRepository;
  unsentMessages: UnsentMessagesRepository;
  uploads: UploadsRepository;
  sendFacts: SendFactsRepository;
  startedFlows: StartedFlowsRepository;
  inboundMessages: InboundMessagesRepository;
  inboundEvents: InboundEventsRepository;
  openRuns: OpenRunsRepository;
  pushSubscriptions: PushSubscriptionsRepository;
  questions: QuestionsRepository;
  quickReplies: QuickRepliesRepository;
  inboundOrders: InboundOrdersRepository;
  inboundShipments: InboundShipmentsRepository;
  conversationPages: ConversationPagesRepository;
  conversations: ConversationsRepository;
  customers: CustomersRepository;
  templates: TemplatesRepository;
  charges: ChargesRepository;
  pushes: PushesRepository;
  events: EventsRepository;
  outbox: OutboxRepository;
  subscriptions: SubscriptionsRepository;
  eventDeliveries: EventDeliveriesRepository;
  eventSubjects: EventSubjectsRepository;
  deadLetters: DeadLettersRepository;
  dueConversations: DueConversationsRepository;
  threads: ThreadsRepository;
  users: UsersRepository;
  retention: RetentionRepository;
  engine: FlowEngine;
  storeRate: StoreRatePort;
  channelRate: ChannelRatePort;
  /** Queues wake-ups for pushes: a message holds only ids. */
  queuePushes(wakeUps: { pushId: string; accountId: string; delayMs: number }[]): Promise<void>;
  /** Queues wake-ups for the new events of accounts, or for the delivery of an event to a subscription. */
  queueEventWakeUps(
    wakeUps: { accountId: string; delivery: { subscriptionId: string; eventId: string } | null; delayMs: number }[],
  ): Promise<void>;
  files: Files;
  queueInbound(events: InboundEvent[], delayMs?: number): Promise<void>;
  merchant: MerchantClient;
  whatsapp: WhatsAppClient;
  shopify: ShopifyClient;
  qapla: QaplaClient;
  /** Null if the deployment uses no Cloudflare Access. */
  accessCerts: AccessCerts | null;
  /** Null if the deployment has no keys for notifications. */
  webPush: WebPushClient | null;
  /** Returns why a merchant's URL must not be called, or null. */
  urlRejectionReason(url: string): string | null;
};

export type { Context };
