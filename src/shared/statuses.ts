/** The life of a request (contract.md, section 2). */
export const REQUEST_STATUSES = ['queued', 'running', 'waiting', 'completed', 'failed', 'cancelled'] as const;

/** What a request with the status `waiting` waits for; a message that is held before it goes waits for a delivery. */
export const WAITING_FOR = ['reply', 'timer', 'delivery', 'person'] as const;

export const STEP_STATUSES = ['running', 'waiting', 'done', 'failed', 'skipped'] as const;

/** Of a message that goes out, from `pending` to `failed`; one that came in is `received`. */
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

/** The life of a push (delivery.md); `unverified`: delivered, but what was pushed did not stick. */
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

/**
 * Of an account's events. Warnings: a store that fails for half of the schedule, a store that is paused, a channel that
 * Meta no longer serves. And everything that the webhooks of Meta and Shopify brought, raw, for 7 days.
 */
export const EVENT_TYPES = [
  'store.failing',
  'store.paused',
  'channel.broken',
  'inbound.message',
  'inbound.status',
  'inbound.account',
  'inbound.order',
] as const;

/** Of an inbound event: applied; kept, as there was nothing to apply; failed for good; queued again by a person. */
export const EVENT_STATES = ['applied', 'kept', 'failed', 'queued'] as const;

/** Whom a customer's opt-out keeps away: every flow, or marketing only. */
export const OPT_OUT_POLICIES = ['strict', 'marketing'] as const;

/** Who calls a customer by a name: WhatsApp (and so the merchant too), or the merchant only. */
export const NAMED_BY = ['whatsapp', 'merchant'] as const;

/**
 * How far the move of an account to another database has come. `clear`: its writes are refused, and what an earlier attempt
 * left in the target is removed; `copy`; and, once it lives there, `erase`: its old rows go.
 */
export const MOVE_STAGES = ['clear', 'copy', 'erase'] as const;
