import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type AppError, ERROR_TITLES, type ErrorCode } from '../../shared/errors/app-error';
import type { Problem } from './problem-schema';

const HTTP_STATUS: Record<ErrorCode, ContentfulStatusCode> = {
  invalid_json: 400,
  body_too_large: 413,
  unsupported_media_type: 415,
  validation_failed: 422,
  unauthorized: 401,
  conflicting_keys: 400,
  missing_scope: 403,
  invalid_signature: 401,
  forbidden: 403,
  form_refused: 403,
  form_unreadable: 415,
  orders_not_enabled: 403,
  not_found: 404,
  store_not_found: 404,
  channel_not_found: 404,
  method_not_allowed: 405,
  flow_not_found: 422,
  flow_inactive: 422,
  trigger_not_met: 422,
  flow_invalid: 422,
  flow_changed: 409,
  store_required: 422,
  too_many_subscriptions: 409,
  push_not_dead: 409,
  request_not_waiting: 409,
  request_not_restartable: 409,
  request_not_ended: 409,
  event_not_inbound: 409,
  key_ended: 409,
  store_changed: 409,
  order_exists: 409,
  order_changed: 409,
  channel_exists: 409,
  person_exists: 409,
  last_owner: 409,
  invitation_ended: 409,
  passkey_refused: 401,
  sign_in_too_old: 403,
  conversation_changed: 409,
  not_thread_owner: 409,
  outside_window: 422,
  opted_out: 422,
  already_moving: 409,
  idempotency_key_reused: 422,
  idempotency_in_progress: 409,
  rate_limited: 429,
  not_configured: 503,
  account_moving: 503,
  unavailable: 503,
  internal: 500,
};

/** In how many seconds the same call may succeed, where the error does not say it: errors that pass without the caller. */
const RETRY_AFTER_S: Partial<Record<ErrorCode, number>> = {
  idempotency_in_progress: 1,
  unavailable: 5,
  account_moving: 60,
  not_configured: 60,
  rate_limited: 60,
};

/** Returns the header that says when to repeat a call that failed; none for an error that does not pass by itself. */
export function retryAfterOf({ code, retryAfterMs }: AppError): { 'retry-after'?: string } {
  const seconds = retryAfterMs === null ? RETRY_AFTER_S[code] : Math.max(1, Math.ceil(retryAfterMs / 1_000));
  return seconds === undefined ? {} : { 'retry-after': String(seconds) };
}

export const httpStatusOf = (code: ErrorCode): ContentfulStatusCode => HTTP_STATUS[code];

/** Builds the error response. It never contains a stack trace or the cause of the error. */
export function problemResponse(error: AppError, traceId: string, headers: Record<string, string> = {}): Response {
  const { code, message, issues, extensions } = error;
  const status = HTTP_STATUS[code];
  const problem: Problem = {
    type: `https://docs.example/errors/${code}`,
    title: ERROR_TITLES[code],
    status,
    code,
    detail: message,
    trace_id: traceId,
    ...(issues.length > 0 ? { errors: issues } : {}),
    ...extensions,
  };
  return new Response(JSON.stringify(problem), {
    status,
    headers: { ...headers, ...retryAfterOf(error), 'content-type': 'application/problem+json' },
  });
}
