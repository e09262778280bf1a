import type { QaplaFailure } from '../../../../clients/qapla';
import type { ConnectorFailure, ReleaseAnswer } from '../connector';

const failed = (
  code: string,
  isFinal: boolean,
  { status, message, retryAfter }: Omit<QaplaFailure, 'kind' | 'code'>,
): ConnectorFailure => ({ kind: 'failed', code, isFinal, status, message, retryAfter });

const NO_ANSWER = { status: null, message: '', retryAfter: null };
export const NO_KEY = failed('unauthorized', true, NO_ANSWER);
/** Qapla' has no shipment with the number. */
export const NO_SHIPMENT = failed('not_found', true, { ...NO_ANSWER, status: 200 });

/** Statuses of answers that say that the key is wrong; 422 names an empty key. */
const KEY_REFUSED = [400, 401, 403, 422];

/** Reads a failure to get a token. */
export const tokenFailure = (failure: QaplaFailure): ConnectorFailure =>
  KEY_REFUSED.includes(failure.status ?? 0)
    ? failed('unauthorized', true, failure)
    : failed(`token_${failure.code}`, false, failure);

/** Reads a failure of getShipment, whose errors come with status 200 and a text. */
export function readFailure(failure: QaplaFailure): ConnectorFailure {
  const { code, status, message } = failure;
  const isKeyRefused = code === 'ko' ? /key|auth/i.test(message) : status === 401 || status === 403;
  if (isKeyRefused) return failed('unauthorized', true, failure);
  const isMissing = code === 'ko' ? /not found|non trovat/i.test(message) : status === 404;
  return isMissing ? failed('not_found', true, failure) : failed(code, false, failure);
}

const REFUSALS: Record<number, string> = {
  403: 'missing_scope',
  404: 'not_found',
  422: 'rejected',
};

/** Reads a failure of a release. An answer that was lost, or that is an error of the server, does not say whether it was executed. */
export function releaseFailure(failure: QaplaFailure): ReleaseAnswer {
  const { code, status, message } = failure;
  if (status === 409) return { kind: 'not_held', message };
  // The key has just granted the token, so that a later one may work.
  if (status === 401) return failed('unauthorized', false, failure);
  if (status === 429 || code === 'redirected' || code === 'url_refused') return failed(code, false, failure);
  if (status !== null && status >= 400 && status < 500 && status !== 408) {
    return failed(REFUSALS[status] ?? code, true, failure);
  }
  return { kind: 'unknown', code, status, message };
}
