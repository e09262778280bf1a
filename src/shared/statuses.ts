/** The life of a request (contract.md, section 2). */
export const REQUEST_STATUSES = ['queued', 'running', 'waiting', 'completed', 'failed', 'cancelled'] as const;

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

/** Of an account's events: a store that fails for half of the schedule, and one that is paused. */
export const EVENT_TYPES = ['store.failing', 'store.paused'] as const;
