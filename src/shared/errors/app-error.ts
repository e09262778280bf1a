/** All error codes of the API, with the title of each. */
export const ERROR_TITLES = {
  invalid_json: 'The body is not valid JSON',
  body_too_large: 'The body is too large',
  unsupported_media_type: 'The body must be application/json',
  validation_failed: 'The request is not valid',
  unauthorized: 'The API key is missing or unknown',
  conflicting_keys: 'The call has two different API keys',
  missing_scope: 'The API key lacks a scope',
  invalid_signature: 'The signature is missing or wrong',
  forbidden: 'The verify token is wrong',
  form_refused: 'The form does not belong to this session',
  form_unreadable: 'The form cannot be read',
  orders_not_enabled: 'The account does not have the orders feature',
  not_found: 'The resource does not exist',
  store_not_found: 'The store does not exist',
  channel_not_found: 'The channel does not exist',
  method_not_allowed: 'The path does not support this method',
  flow_not_found: 'The flow does not exist',
  flow_inactive: 'The flow is not active',
  trigger_not_met: 'The trigger condition of the flow is not met',
  flow_invalid: 'The flow is not valid',
  flow_changed: 'Another call changed the flow; read it again',
  store_required: 'The account has several stores or none: id_store is required',
  too_many_subscriptions: 'The account has too many subscriptions',
  push_not_dead: 'Only a dead or unverified push can be retried',
  request_not_waiting: 'The request does not wait for a person',
  request_not_restartable:
    'Only a request that failed by a cause that can pass can be restarted; a failed push must have been delivered',
  request_not_ended: 'The request has not ended yet',
  event_not_inbound: 'Only an inbound event can be replayed',
  key_ended: 'The key has been revoked or has expired',
  store_changed: 'Another call changed the store at the same time; try again',
  order_exists: 'The order already exists',
  order_changed: 'Other calls changed the order at the same time; try again',
  channel_exists: 'The account already has a channel for this number',
  person_exists: 'The account has a person with this e-mail in another role',
  last_owner: 'The account would have no owner',
  invitation_ended: 'The invitation has been used or revoked, or has expired',
  passkey_refused: 'The passkey was not accepted',
  sign_in_too_old: 'The change needs a sign-in of the last 10 minutes',
  idempotency_key_reused: 'The idempotency key was used for another call',
  idempotency_in_progress: 'The first call with this idempotency key has not ended yet; try again',
  rate_limited: 'Too many requests',
  conversation_changed: 'The conversation has changed, or is another one; read it again',
  not_thread_owner: 'Another app answers this customer',
  outside_window: 'The customer wrote more than 24 hours ago: only a template can be sent',
  opted_out: 'The customer has opted out',
  already_moving: 'The account is already being moved',
  account_moving: 'The account is being moved to another database',
  not_configured: 'A setting of the deployment is missing or malformed',
  unavailable: 'The service is temporarily unavailable; try again later',
  internal: 'Internal error',
} as const;

export type ErrorCode = keyof typeof ERROR_TITLES;

/** One error in an input: `path` is a JSON Pointer into the body, or `?name` for a query parameter. */
export type Issue = { path: string; code: string; message: string };

/** An error to return to the caller. The HTTP layer converts it to a response. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly issues: Issue[];
  readonly extensions: Record<string, string>;
  /** When the call can succeed, if that is known. */
  readonly retryAfterMs: number | null;

  constructor(
    code: ErrorCode,
    detail?: string,
    more: { issues?: Issue[]; extensions?: Record<string, string>; retryAfterMs?: number | null } = {},
  ) {
    super(detail ?? ERROR_TITLES[code]);
    this.name = 'AppError';
    this.code = code;
    this.issues = more.issues ?? [];
    this.extensions = more.extensions ?? {};
    this.retryAfterMs = more.retryAfterMs ?? null;
  }
}
