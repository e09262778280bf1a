import type { AccessCerts } from '../clients/access-certs';
import type { Files } from '../clients/files';
import type { FlowEngine } from '../clients/flow-engine';
import type { MerchantClient } from '../clients/merchant';
import type { QaplaClient } from '../clients/qapla';
import type { ShopifyClient } from '../clients/shopify-admin';
import type { WebPushClient } from '../clients/web-push';
import type { WhatsAppClient } from '../clients/whatsapp-cloud';
import type { AccountRowsRepository } from '../db/account-rows';
import type { AccountsRepository } from '../db/accounts';
import type { AuditRepository } from '../db/audit';
import type { AuditPagesRepository } from '../db/audit-pages';
import type { ChannelsRepository } from '../db/channels';
import type { ChargesRepository } from '../db/charges';
import type { ConversationPagesRepository } from '../db/conversation-pages';
import type { ConversationsRepository } from '../db/conversations';
import type { CustomersRepository } from '../db/customers';
import type { DeadLettersRepository } from '../db/dead-letters';
import type { DirectSendsRepository } from '../db/direct-sends';
import type { DirectoryRepository } from '../db/directory';
import type { DueConversationsRepository } from '../db/due-conversations';
import type { EventDeliveriesRepository } from '../db/event-deliveries';
import type { EventSubjectsRepository } from '../db/event-subjects';
import type { EventsRepository } from '../db/events';
import type { FlowCountsRepository } from '../db/flow-counts';
import type { FlowsRepository } from '../db/flows';
import type { HomeRepository } from '../db/home';
import type { IdempotencyRepository } from '../db/idempotency';
import type { InboundEventsRepository } from '../db/inbound-events';
import type { InboundMessagesRepository } from '../db/inbound-messages';
import type { InboundOrdersRepository } from '../db/inbound-orders';
import type { InboundShipmentsRepository } from '../db/inbound-shipments';
import type { InvitationsRepository } from '../db/invitations';
import type { KeysRepository } from '../db/keys';
import type { MessagesRepository } from '../db/messages';
import type { OpenRunsRepository } from '../db/open-runs';
import type { OptOutPagesRepository } from '../db/opt-out-pages';
import type { OrderHoldsRepository } from '../db/order-holds';
import type { OrdersRepository } from '../db/orders';
import type { OutboxRepository } from '../db/outbox';
import type { OverviewRepository } from '../db/overview';
import type { PasskeysRepository } from '../db/passkeys';
import type { PeopleRepository } from '../db/people';
import type { PushSubscriptionsRepository } from '../db/push-subscriptions';
import type { PushesRepository } from '../db/pushes';
import type { QuestionsRepository } from '../db/questions';
import type { QuickRepliesRepository } from '../db/quick-replies';
import type { RequestLinksRepository } from '../db/request-links';
import type { RequestPagesRepository } from '../db/request-pages';
import type { RequestsRepository } from '../db/requests';
import type { RetentionRepository } from '../db/retention';
import type { RunLogRepository } from '../db/run-log';
import type { RunWaitsRepository } from '../db/run-waits';
import type { SendFactsRepository } from '../db/send-facts';
import type { SessionsRepository } from '../db/sessions';
import type { SetUpRepository } from '../db/set-up';
import type { ShipmentPagesRepository } from '../db/shipment-pages';
import type { ShipmentsRepository } from '../db/shipments';
import type { StartedFlowsRepository } from '../db/started-flows';
import type { StoresRepository } from '../db/stores';
import type { SubscriptionsRepository } from '../db/subscriptions';
import type { TemplatesRepository } from '../db/templates';
import type { ThreadsRepository } from '../db/threads';
import type { UnsentMessagesRepository } from '../db/unsent-messages';
import type { UploadsRepository } from '../db/uploads';
import type { UsersRepository } from '../db/users';
import type { Encryptor } from '../shared/encryption';
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
