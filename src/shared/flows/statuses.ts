/** The statuses of a request. */
export const REQUEST_STATUSES = ['queued', 'running', 'waiting', 'completed', 'failed', 'cancelled'] as const;

/** What a `waiting` request waits for. A message that waits for a broken channel counts as `delivery`. */
export const WAITING_FOR = ['reply', 'timer', 'delivery', 'person'] as const;

export const STEP_STATUSES = ['running', 'waiting', 'done', 'failed', 'skipped'] as const;

/** The statuses of an outgoing message, and `received` for an incoming one. */
export const MESSAGE_STATUSES = [
  'pending',
  'accepted',
  'sent',
  'delivered',
  'read',
  'played',
  'failed',
  'received',
] as const;

/** The kinds of files that can be uploaded to be sent. */
export const UPLOAD_KINDS = ['image', 'video', 'audio', 'document', 'sticker'] as const;

export const CONVERSATION_STATES = ['open', 'snoozed', 'done'] as const;

/** The states of a push. `unverified`: delivered, but the merchant's object does not show the pushed values. */
export const PUSH_STATES = [
  'pending',
  'in_flight',
  'retrying',
  'blocked',
  'delivered',
  'unverified',
  'dead',
  'cancelled',
] as const;

/** The states of an event's delivery to a subscription. */
export const DELIVERY_STATES = ['pending', 'in_flight', 'retrying', 'blocked', 'delivered', 'dead'] as const;

/** What a subscription can ask for in addition to the facts of its events: personal data of customers. */
export const SUBSCRIPTION_INCLUDES = ['customer'] as const;
/** The `last_error` of a push of which it is not known whether the shipping platform released the parcel. */
export const RELEASE_UNKNOWN = 'release_unknown';

/**
 * The types of an account's events. Warnings: a store that fails for half of the retry schedule, a paused store, and a
 * channel whose calls Meta rejects. Inbound events: the raw webhook events of Meta, Shopify and the
 * shipping platforms, for 7 days.
 */
export const EVENT_TYPES = [
  'store.failing',
  'store.paused',
  'channel.broken',
  'order.hold_released',
  'inbound.message',
  'inbound.status',
  'inbound.account',
  'inbound.order',
  'inbound.shipment',
] as const;

/** The states of an inbound event. `kept`: stored, but it changed nothing. `failed`: all retries failed. `queued`: a person has replayed it. */
export const EVENT_STATES = ['applied', 'kept', 'failed', 'queued'] as const;

/** The messages that an opt-out stops: `strict` all, `marketing` only marketing. */
export const OPT_OUT_POLICIES = ['strict', 'marketing'] as const;

/** Who uses an alias of a customer: WhatsApp and the merchant, or only the merchant. */
export const NAMED_BY = ['whatsapp', 'merchant'] as const;

/**
 * The stages of an account's move to another database. `clear`: writes are rejected, and the rows of an earlier attempt are
 * deleted from the target. `copy`: rows are copied. `erase`: the account lives in the target, and its old rows are deleted.
 */
export const MOVE_STAGES = ['clear', 'copy', 'erase'] as const;

/** How much of an order has the hold of a flow. */
export const HELD = ['all', 'partly', 'none'] as const;
export type Held = (typeof HELD)[number];
