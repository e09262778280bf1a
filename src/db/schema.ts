import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Check } from '../shared/check';
import type { JsonObject } from '../shared/json';
import {
  EVENT_STATES,
  EVENT_TYPES,
  MESSAGE_STATUSES,
  MOVE_STAGES,
  NAMED_BY,
  OPT_OUT_POLICIES,
  PUSH_STATES,
  REQUEST_STATUSES,
  STEP_STATUSES,
  WAITING_FOR,
} from '../shared/statuses';

/*
 * Instants are epoch milliseconds, money is integer millionths, JSON is text.
 * No cascades: D1 rebuilds a table by dropping it and ignores foreign_keys=OFF, so a cascade would delete children.
 */
const json = <T>(name: string) => text(name, { mode: 'json' }).$type<T>();

/** Up to which id each kind of old rows has been looked through this time; one that is not named begins anew. */
export type RetentionCursor = Partial<Record<'requests' | 'orders' | 'messages' | 'customers', string>>;

export const accounts = sqliteTable(
  'accounts',
  {
    accountId: text('account_id').primaryKey(),
    name: text('name').notNull(),
    features: json<string[]>('features').notNull(),
    timeZone: text('time_zone').notNull(),
    currency: text('currency').notNull(),
    priceList: json<Record<string, number>>('price_list').notNull(),
    retentionDays: integer('retention_days').notNull(),
    /** When what is older than that is next looked for; while a sweep does so, until when it is that sweep's. */
    retentionDueAt: integer('retention_at').notNull().default(0),
    /** Where it goes on; null where it begins anew. */
    retentionCursor: json<RetentionCursor>('retention_cursor'),
    /** Words beside WhatsApp's usual ones by which a customer opts out, or in again. */
    optOutWords: json<string[]>('opt_out_words').notNull().default([]),
    optInWords: json<string[]>('opt_in_words').notNull().default([]),
    /** What the account's shops call cash on delivery, beside its usual names. */
    codNames: json<string[]>('cod_names').notNull().default([]),
    optOutPolicy: text('opt_out_policy', { enum: OPT_OUT_POLICIES }).notNull().default('strict'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [index('accounts_retention').on(t.retentionDueAt)],
);

export const apiKeys = sqliteTable(
  'api_keys',
  {
    keyId: text('key_id').primaryKey(),
    accountId: text('account_id').notNull(),
    name: text('name').notNull(),
    /** SHA-256 of the key: the key itself is shown once and never stored. */
    hash: text('hash').notNull(),
    lastFour: text('last_four').notNull(),
    scopes: json<string[]>('scopes').notNull(),
    expiresAt: integer('expires_at'),
    revokedAt: integer('revoked_at'),
    lastUsedAt: integer('last_used_at'),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [uniqueIndex('api_keys_hash').on(t.hash), index('api_keys_account').on(t.accountId, t.keyId)],
);

/** Who has signed in to the profile page: as long as this row is there and the key it came with works. */
export const sessions = sqliteTable(
  'sessions',
  {
    sessionId: text('session_id').primaryKey(),
    accountId: text('account_id').notNull(),
    keyId: text('key_id').notNull(),
    /** What every form of the session carries, so that no other site can send one. */
    formToken: text('form_token').notNull(),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (t) => [index('sessions_account').on(t.accountId, t.sessionId)],
);

/** What the last check of a store or channel saw. */
export type LastCheck = { at: number; checks: Check[] };

export type Endpoint = {
  url: string;
  method: 'GET' | 'POST';
  params?: Record<string, string>;
  /** Values sealed one by one; the names are plain. */
  headers: Record<string, string>;
  timeout_ms: number;
};
/** A secret, sealed, that is good until an instant. */
export type RetiredSecret = { secret: string; until: number };
export type Rate = { per_second: number; burst: number; concurrency: number };

export const stores = sqliteTable(
  'stores',
  {
    storeId: text('id_store').primaryKey(),
    accountId: text('account_id').notNull(),
    name: text('name').notNull(),
    kind: text('kind', { enum: ['custom', 'shopify'] }).notNull(),
    secret: text('secret'),
    /** While a secret is rotated pushes carry two signatures. */
    previousSecret: text('previous_secret'),
    previousSecretUntil: integer('previous_secret_until'),
    /** Those before the previous one, of pushes or of Shopify's webhooks, newest first; each until its own end. */
    earlierSecrets: json<RetiredSecret[]>('earlier_secrets'),
    getObject: json<Endpoint>('get_object'),
    updateObject: json<Endpoint>('update_object'),
    rate: json<Rate>('rate').notNull(),
    shopifyStoreName: text('shopify_store_name'),
    shopifyTokenApp: text('shopify_token_app'),
    shopifyWebhookSecret: text('shopify_webhook_secret'),
    /** While it is rotated Shopify still signs with the one before. */
    shopifyPreviousWebhookSecret: text('shopify_previous_webhook_secret'),
    shopifyPreviousWebhookSecretUntil: integer('shopify_previous_webhook_secret_until'),
    /** An app that gets its tokens by the client credentials grant, and the token that it has now. */
    shopifyClientId: text('shopify_client_id'),
    shopifyClientSecret: text('shopify_client_secret'),
    shopifyAccessToken: text('shopify_access_token'),
    shopifyAccessTokenUntil: integer('shopify_access_token_until'),
    /** When the store's webhook last came, and when one last came that was signed wrongly. */
    webhookSeenAt: integer('webhook_seen_at'),
    webhookRefusedAt: integer('webhook_refused_at'),
    /** The key in the address that the shop's webhooks are sent to, shown on the profile page; it can do nothing else. */
    webhookKey: text('webhook_key'),
    webhookKeyId: text('webhook_key_id'),
    lastCheck: json<LastCheck>('last_check'),
    /** When orders that never came are next looked for in the shop, and up to which change of an order it is done. */
    reconcileAt: integer('reconcile_at'),
    reconciledUpTo: integer('reconciled_up_to'),
    /** Where a reconciliation that could not be done in one turn goes on. */
    reconcileCursor: text('reconcile_cursor'),
    /** The highest sequence number of a push that is not kept any more: the next of an object goes on from there. */
    purgedSequence: integer('forgotten_sequence').notNull().default(0),
    pausedAt: integer('paused_at'),
    pausedReason: text('paused_reason'),
    deletedAt: integer('deleted_at'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [
    index('stores_account').on(t.accountId, t.storeId),
    index('stores_deleted').on(t.deletedAt).where(sql`${t.deletedAt} is not null`),
    index('stores_reconcile').on(t.reconcileAt).where(sql`${t.kind} = 'shopify' and ${t.deletedAt} is null`),
  ],
);

export const channels = sqliteTable(
  'channels',
  {
    channelId: text('channel_id').primaryKey(),
    accountId: text('account_id').notNull(),
    name: text('name').notNull(),
    phoneNumberId: text('phone_number_id').notNull(),
    wabaId: text('waba_id').notNull(),
    accessToken: text('access_token').notNull(),
    appSecret: text('app_secret').notNull(),
    /** Since when Meta refuses to serve the number, and its code: what is to be sent waits for a person. */
    brokenAt: integer('broken_at'),
    brokenReason: text('broken_reason'),
    /** When the templates were last read from Meta. */
    templatesAt: integer('templates_at'),
    /** What Meta last said of the number's quality and limits. */
    quality: json<JsonObject>('quality'),
    lastCheck: json<LastCheck>('last_check'),
    deletedAt: integer('deleted_at'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [
    index('channels_account').on(t.accountId, t.channelId),
    index('channels_waba').on(t.wabaId).where(sql`${t.deletedAt} is null`),
    // Not unique over accounts: who squats a number still can't sign for it, so its owner is never locked out.
    uniqueIndex('channels_number').on(t.phoneNumberId, t.accountId).where(sql`${t.deletedAt} is null`),
  ],
);

export const flows = sqliteTable(
  'flows',
  {
    accountId: text('account_id').notNull(),
    key: text('key').notNull(),
    name: text('name').notNull(),
    active: integer('active', { mode: 'boolean' }).notNull(),
    version: integer('version').notNull(),
    triggerOn: text('trigger_on').notNull(),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.accountId, t.key] }),
    index('flows_newest').on(t.accountId, t.createdAt, t.key),
    index('flows_trigger').on(t.accountId, t.triggerOn).where(sql`${t.active} = 1`),
  ],
);

export const flowVersions = sqliteTable(
  'flow_versions',
  {
    accountId: text('account_id').notNull(),
    key: text('key').notNull(),
    version: integer('version').notNull(),
    definition: json<JsonObject>('definition').notNull(),
    digest: text('digest').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.key, t.version] })],
);

export type RequestError = { code: string; detail: string; step: string | null };

export const requests = sqliteTable(
  'requests',
  {
    requestId: text('request_id').primaryKey(),
    accountId: text('account_id').notNull(),
    flow: text('flow').notNull(),
    flowVersion: integer('flow_version').notNull(),
    userKey: text('user_key').notNull(),
    storeId: text('id_store').notNull(),
    objectType: text('object_type'),
    objectId: text('object_id'),
    variables: json<JsonObject>('variables').notNull(),
    /** Those with which its run began, from which it is repeated; null until then. */
    initialVariables: json<JsonObject>('initial_variables'),
    status: text('status', { enum: REQUEST_STATUSES }).notNull(),
    outcome: text('outcome'),
    error: json<RequestError>('error'),
    /** What started it, where that can come twice (an order's event and a flow); unique with the account. */
    dedupeKey: text('cause'),
    /** The wait that is open now, `<step>-<visit>`: the type of the Workflow event that ends it. */
    openWait: text('open_wait'),
    waitingFor: text('waiting_for', { enum: WAITING_FOR }),
    /** The step at which a person said that the run goes on. */
    resumeStep: text('resume_step'),
    /** Where the customer is being written to: set by each send, read to find whose reply a message is. */
    channelId: text('channel_id'),
    address: text('address'),
    /** The broken channel that a message waits for. */
    heldChannelId: text('held_channel_id'),
    /** When the customer opted out, until a wait has taken it as its end. */
    optedOutAt: integer('opted_out_at'),
    /** How many of its waits a customer's message has answered: a button of an earlier turn answers nothing. */
    turn: integer('turn').notNull().default(0),
    /** What the customer wrote before this instant is older than the question of this turn; null counts as the creation. */
    answersSince: integer('answers_since'),
    /** When the sweeper must look after it, because by then it should have moved; null once it has ended. */
    nextCheckAt: integer('wake_at'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
    startedAt: integer('started_at'),
    completedAt: integer('completed_at'),
  },
  (t) => [
    index('requests_account').on(t.accountId, t.requestId),
    index('requests_user').on(t.accountId, t.userKey, t.requestId),
    index('requests_status').on(t.accountId, t.status, t.requestId),
    index('requests_flow').on(t.accountId, t.flow, t.requestId),
    index('requests_object').on(t.accountId, t.objectId, t.requestId),
    uniqueIndex('requests_cause').on(t.accountId, t.dedupeKey),
    index('requests_waiting').on(t.accountId, t.waitingFor, t.requestId).where(sql`${t.waitingFor} is not null`),
    index('requests_held').on(t.heldChannelId).where(sql`${t.heldChannelId} is not null`),
    index('requests_wake').on(t.nextCheckAt).where(sql`${t.nextCheckAt} is not null`),
    index('requests_conversation').on(t.channelId, t.address, t.requestId).where(sql`${t.nextCheckAt} is not null`),
  ],
);

/** The log of a run: each visited step once by (request, step, visit). `result` is what the run resumes from. */
export const requestSteps = sqliteTable(
  'request_steps',
  {
    requestId: text('request_id').notNull(),
    step: text('step').notNull(),
    iteration: integer('visit').notNull(),
    accountId: text('account_id').notNull(),
    seq: integer('seq').notNull(),
    kind: text('kind').notNull(),
    status: text('status', { enum: STEP_STATUSES }).notNull(),
    detail: json<JsonObject>('detail').notNull(),
    result: json<JsonObject>('result'),
    /** When an open wait ends by itself. */
    deadline: integer('deadline'),
    startedAt: integer('started_at').notNull(),
    endedAt: integer('ended_at'),
  },
  (t) => [
    primaryKey({ columns: [t.requestId, t.step, t.iteration] }),
    index('request_steps_account').on(t.accountId, t.requestId, t.seq),
  ],
);

/** What a shop says of an order beyond what a row can be found by; amounts are decimal strings of its currency. */
export type OrderDetails = {
  cancel_reason: string | null;
  note: string | null;
  attributes: Record<string, string>;
  discount_codes: string[];
  shipping: { title: string | null; code: string | null; price: string }[];
  subtotal: string | null;
  total_discounts: string | null;
  total_shipping: string | null;
  total_tax: string | null;
  current_total: string | null;
  /** Before edits and refunds. Orders that were stored before it was read lack it. */
  ordered_total?: string | null;
  outstanding: string | null;
  payment_gateways: string[];
};

export const orders = sqliteTable(
  'orders',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id').notNull(),
    storeId: text('id_store').notNull(),
    orderId: text('order_id').notNull(),
    source: text('source', { enum: ['api', 'shopify'] }).notNull(),
    orderNumber: text('order_number'),
    userKey: text('user_key'),
    /** In E.164. */
    phone: text('phone'),
    customer: json<JsonObject>('customer'),
    currency: text('currency').notNull(),
    total: integer('total').notNull(),
    paymentMethod: text('payment_method'),
    shippingAddress: json<JsonObject>('shipping_address'),
    items: json<JsonObject[]>('items').notNull(),
    variables: json<JsonObject>('variables').notNull(),
    tags: json<string[]>('tags').notNull().default([]),
    financialStatus: text('financial_status'),
    fulfillmentStatus: text('fulfillment_status'),
    details: json<OrderDetails>('details'),
    cancelledAt: integer('cancelled_at'),
    /** When the customer placed it. */
    placedAt: integer('placed_at'),
    /** The shop's own time of the change that this row shows: what is older never overwrites it. */
    updatedAt: integer('updated_at').notNull().default(0),
    /** When its creation was taken in; null while only later events have told of it. */
    creationSeenAt: integer('creation_seen_at'),
    /** Up to which change the reconciliation has told everything: what a late webhook says of it is no news. */
    reconciledUpTo: integer('reconciled_up_to'),
    /** The inbound event whose payload, in the bucket, is this order as the shop sent it; until when it is kept. */
    rawEventId: text('raw_event_id'),
    rawUntil: integer('raw_until'),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [
    index('orders_raw').on(t.rawUntil).where(sql`${t.rawUntil} is not null`),
    uniqueIndex('orders_order').on(t.accountId, t.storeId, t.orderId),
    index('orders_account').on(t.accountId, t.id),
    index('orders_user').on(t.accountId, t.userKey, t.id),
  ],
);

/** A file that a customer sent: Meta keeps it for 7 days, and we keep it under the message's id. */
export type MediaFile = {
  media_id: string;
  mime_type: string | null;
  sha256: string | null;
  filename: string | null;
  size: number | null;
  state: 'pending' | 'stored' | 'failed';
  error: string | null;
};

export const messages = sqliteTable(
  'messages',
  {
    messageId: text('message_id').primaryKey(),
    accountId: text('account_id').notNull(),
    channelId: text('channel_id').notNull(),
    direction: text('direction', { enum: ['out', 'in'] }).notNull(),
    userKey: text('user_key').notNull(),
    /** The customer as WhatsApp names them: `wa_id` (digits) or business-scoped user id. */
    address: text('address').notNull(),
    /** Meta's id; null until Meta has accepted the message. */
    wamid: text('wamid'),
    requestId: text('request_id'),
    /** Out: the step that sends it. In: the wait that took it as its answer. */
    step: text('step'),
    iteration: integer('visit'),
    kind: text('kind').notNull(),
    content: json<JsonObject>('content').notNull(),
    status: text('status', { enum: MESSAGE_STATUSES }).notNull(),
    category: text('category'),
    /** Out: the turn of the request that it was sent in. In: the turn of the message that it presses a button of or quotes. */
    turn: integer('turn'),
    /** Out: when a call to Meta began of which no end is known; it may have gone out. */
    callStartedAt: integer('call_at'),
    /** In: what came with it as a file. */
    media: json<MediaFile>('media'),
    /** When the sweeper must look after a file that is still to be fetched. */
    mediaDueAt: integer('media_due_at'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [
    index('messages_media').on(t.mediaDueAt).where(sql`${t.mediaDueAt} is not null`),
    // The free forms that a number sent, which Meta bills after the first 1,000 a month.
    index('messages_service')
      .on(t.channelId, t.createdAt)
      .where(sql`${t.direction} = 'out' and ${t.kind} <> 'template'`),
    uniqueIndex('messages_wamid').on(t.channelId, t.wamid),
    uniqueIndex('messages_step').on(t.requestId, t.step, t.iteration),
    index('messages_user').on(t.accountId, t.userKey, t.messageId),
    index('messages_request').on(t.accountId, t.requestId, t.messageId),
  ],
);

export const messageStatuses = sqliteTable(
  'message_statuses',
  {
    messageId: text('message_id').notNull(),
    status: text('status').notNull(),
    accountId: text('account_id').notNull(),
    at: integer('at').notNull(),
    detail: json<JsonObject>('detail').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.messageId, t.status] }),
    index('message_statuses_account').on(t.accountId, t.messageId),
  ],
);

export const charges = sqliteTable(
  'charges',
  {
    chargeId: text('charge_id').primaryKey(),
    accountId: text('account_id').notNull(),
    userKey: text('user_key').notNull(),
    requestId: text('request_id'),
    kind: text('kind').notNull(),
    description: text('description').notNull(),
    quantity: integer('quantity').notNull(),
    unitPrice: integer('unit_price').notNull(),
    amount: integer('amount').notNull(),
    currency: text('currency').notNull(),
    dedupeKey: text('cause').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [
    uniqueIndex('charges_cause').on(t.accountId, t.dedupeKey),
    index('charges_user').on(t.accountId, t.userKey, t.chargeId),
    index('charges_request').on(t.accountId, t.requestId, t.chargeId),
  ],
);

/** How far the check of a delivered push has come: what the merchant's getObject shows must be what was pushed. */
export type Verification = {
  /** The merchant has said 2xx and the object is to be read back; else the push is to be sent. */
  awaiting: boolean;
  failedReads: number;
  mismatches: number;
  /** The variables that did not stick when last looked. */
  differing: string[];
};

export const pushes = sqliteTable(
  'pushes',
  {
    pushId: text('push_id').primaryKey(),
    accountId: text('account_id').notNull(),
    storeId: text('id_store').notNull(),
    requestId: text('request_id').notNull(),
    step: text('step').notNull(),
    iteration: integer('visit').notNull(),
    flow: text('flow').notNull(),
    userKey: text('user_key').notNull(),
    objectType: text('object_type').notNull(),
    objectId: text('object_id').notNull(),
    sequence: integer('sequence').notNull(),
    variables: json<JsonObject>('variables').notNull(),
    state: text('state', { enum: PUSH_STATES }).notNull(),
    attempts: integer('attempts').notNull(),
    /** Attempts made before a person tried it again: the schedule begins anew, the numbers go on. */
    attemptsBefore: integer('attempts_before').notNull(),
    /** When the next attempt is due. */
    nextAttemptAt: integer('next_at'),
    /** Until when a queue message or a consumer looks after it; past that the sweeper does. Null once it has ended. */
    visibleAt: integer('held_until'),
    lastError: text('last_error'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
    deliveredAt: integer('delivered_at'),
    /** Null where nobody asked for the write to be verified. */
    verification: json<Verification>('verification'),
  },
  (t) => [
    uniqueIndex('pushes_sequence').on(t.storeId, t.objectType, t.objectId, t.sequence),
    uniqueIndex('pushes_step').on(t.requestId, t.step, t.iteration),
    index('pushes_account').on(t.accountId, t.pushId),
    index('pushes_store').on(t.storeId, t.state, t.pushId),
    index('pushes_state').on(t.accountId, t.state, t.pushId),
    index('pushes_object').on(t.accountId, t.objectId, t.pushId),
    index('pushes_held').on(t.visibleAt).where(sql`${t.visibleAt} is not null`),
    index('pushes_delivered').on(t.storeId, t.deliveredAt).where(sql`${t.deliveredAt} is not null`),
  ],
);

export const pushAttempts = sqliteTable(
  'push_attempts',
  {
    pushId: text('push_id').notNull(),
    number: integer('number').notNull(),
    accountId: text('account_id').notNull(),
    startedAt: integer('started_at').notNull(),
    durationMs: integer('duration_ms').notNull(),
    status: integer('status'),
    error: text('error'),
    answer: text('answer').notNull(),
  },
  (t) => [primaryKey({ columns: [t.pushId, t.number] }), index('push_attempts_account').on(t.accountId, t.pushId)],
);

/** The first answers of creating calls that had an Idempotency-Key, for 24 hours. */
export const idempotencyKeys = sqliteTable(
  'idempotency_keys',
  {
    accountId: text('account_id').notNull(),
    key: text('key').notNull(),
    /** SHA-256 of method, path and body: the same key for another call is a mistake of the caller's. */
    digest: text('digest').notNull(),
    /** Whom the answer speaks of, so that it is erased with them. */
    userKey: text('user_key'),
    /** Sealed, since an answer can hold a secret that is shown once. */
    answer: text('answer').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.key] }), index('idempotency_keys_created').on(t.createdAt)],
);

/**
 * What an account should know of and nobody asked for, once per cause: warnings, and everything that Meta's webhook
 * brought, raw, until it is purged.
 */
export const events = sqliteTable(
  'events',
  {
    eventId: text('event_id').primaryKey(),
    accountId: text('account_id').notNull(),
    type: text('type', { enum: EVENT_TYPES }).notNull(),
    about: json<JsonObject>('about').notNull(),
    dedupeKey: text('cause').notNull(),
    createdAt: integer('created_at').notNull(),
    /** Of an inbound event, as of the next two; a warning has neither state nor body. */
    state: text('state', { enum: EVENT_STATES }),
    body: json<JsonObject>('body'),
    userKey: text('user_key'),
    /** By what else than its cause an event is known again: the sender's own id of a delivery. */
    deliveryId: text('delivery'),
  },
  (t) => [
    uniqueIndex('events_delivery').on(t.accountId, t.deliveryId).where(sql`${t.deliveryId} is not null`),
    uniqueIndex('events_cause').on(t.accountId, t.dedupeKey),
    index('events_account').on(t.accountId, t.eventId),
    index('events_type').on(t.accountId, t.type, t.eventId),
    index('events_user').on(t.accountId, t.userKey).where(sql`${t.userKey} is not null`),
    index('events_raw').on(t.createdAt).where(sql`${t.state} is not null`),
    index('events_state').on(t.accountId, t.state, t.eventId).where(sql`${t.state} is not null`),
  ],
);

/** A customer as WhatsApp knows them, where there is something to know beside their messages. */
export const customers = sqliteTable(
  'customers',
  {
    accountId: text('account_id').notNull(),
    userKey: text('user_key').notNull(),
    optedOutAt: integer('opted_out_at'),
    /** `word`, `meta` (a preference set in WhatsApp) or `api`. */
    optedOutBy: text('opted_out_by', { enum: ['word', 'meta', 'api'] }),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.userKey] })],
);

/** The names of customers, several of one customer: customer-names.ts says what they mean. */
export const customerAliases = sqliteTable(
  'customer_aliases',
  {
    accountId: text('account_id').notNull(),
    /** `wa_id` (digits), business-scoped user id, or a key of the merchant's own. */
    alias: text('alias').notNull(),
    userKey: text('user_key').notNull(),
    /** Since when the name is this customer's, by the time of what told of it. */
    createdAt: integer('created_at').notNull(),
    /** `merchant`: only the merchant names them so; WhatsApp does not, or no longer. */
    namedBy: text('named_by', { enum: NAMED_BY }).notNull().default('whatsapp'),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.alias] }), index('customer_aliases_user').on(t.accountId, t.userKey)],
);

/** A number and a customer: when they last wrote, from which on the customer service window is open for 24 hours. */
export const conversations = sqliteTable(
  'conversations',
  {
    channelId: text('channel_id').notNull(),
    userKey: text('user_key').notNull(),
    accountId: text('account_id').notNull(),
    lastInboundAt: integer('last_inbound_at').notNull(),
    lastWamid: text('last_wamid').notNull(),
  },
  (t) => [primaryKey({ columns: [t.channelId, t.userKey] }), index('conversations_user').on(t.accountId, t.userKey)],
);

/** What a template takes, as Meta lists it. */
export type TemplateShape = {
  header: { format: string; parameters: string[] } | null;
  /** Names, or positions as text. */
  body: string[];
  buttons: { type: string; parameters: number }[];
};

/** The message templates of a WhatsApp Business Account, as Meta last said. */
export const templates = sqliteTable(
  'templates',
  {
    accountId: text('account_id').notNull(),
    wabaId: text('waba_id').notNull(),
    name: text('name').notNull(),
    language: text('language').notNull(),
    status: text('status').notNull(),
    category: text('category').notNull(),
    shape: json<TemplateShape>('shape').notNull(),
    /** Meta's components as they are. */
    components: json<JsonObject[]>('components').notNull(),
    reason: text('reason'),
    quality: text('quality'),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.wabaId, t.name, t.language] })],
);

/** What could not be applied, kept whole so that a person can look at it and replay it. */
export const deadLetters = sqliteTable(
  'dead_letters',
  {
    eventId: text('event_id').primaryKey(),
    /** Null where the message does not say whose it is. */
    accountId: text('account_id'),
    queue: text('queue').notNull(),
    body: json<unknown>('body').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [index('dead_letters_account').on(t.accountId, t.eventId)],
);

/*
 * The directory, in database 0 only: where the accounts are that don't live there. An account that is not in it lives in
 * database 0, and is not being moved.
 */
export const accountShards = sqliteTable(
  'account_homes',
  {
    accountId: text('account_id').primaryKey(),
    database: integer('database').notNull(),
    /** Where it is being moved to, and since when; its writes are refused meanwhile. */
    targetDatabase: integer('moving_to'),
    /** The database that still holds its rows from before it was moved. */
    sourceDatabase: integer('leaving'),
    movingSince: integer('since'),
    stage: text('stage', { enum: MOVE_STAGES }),
    /** The table that the stage is at, and the key of the last row that was copied of it. */
    currentTable: text('at_table'),
    after: json<unknown[]>('after'),
    rowsCopied: integer('rows_copied').notNull().default(0),
    /** When the next slice may be done; who does one sets it ahead, and so holds the move until then. */
    dueAt: integer('due_at'),
  },
  (t) => [index('account_homes_due').on(t.dueAt).where(sql`${t.dueAt} is not null`)],
);

/** Whose the keys are of the accounts that don't live in database 0. */
export const keyShards = sqliteTable(
  'key_homes',
  {
    /** As in `api_keys`. */
    hash: text('hash').primaryKey(),
    accountId: text('account_id').notNull(),
  },
  (t) => [index('key_homes_account').on(t.accountId)],
);
