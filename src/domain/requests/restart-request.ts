import type { RequestRow } from '../../db/requests/requests';
import { AppError } from '../../shared/errors/app-error';
import { newAuditEntry } from '../audit/new-audit-entry';
import type { Context, Deps } from '../ports';
import { STALL_MS } from './next-check-times';

/** Errors of a store or of Meta, by their prefix, and of the set-up: they pass, or a person removes their cause. */
const PASSING_PREFIXES = ['http_', 'meta_'];
const PASSING_CODES = new Set([
  'push_dead',
  'object_not_found',
  'no_endpoint',
  'timeout',
  'connect_failed',
  'not_json',
  'bad_encoding',
  'not_utf8',
  'wrong_charset',
  'too_large',
  'redirected',
  'url_refused',
  'throttled',
  'app_uninstalled',
  'channel_not_found',
  'outside_window',
  'no_price',
  'flow_not_found',
  'flow_inactive',
]);
/** Meta's errors about the customer, which no repetition changes: their wish, and marketing that Meta holds back. */
const LASTING_CODES = ['meta_130472', 'meta_131049', 'meta_131050'];

/**
 * Returns whether a request failed by a cause that can pass. A message whose answer was lost may have gone out, and a mistake
 * of the flow's version comes again: neither is repeated.
 */
export function canRestart({ status, error }: Pick<RequestRow, 'status' | 'error'>): boolean {
  if (status !== 'failed' || error === null || error.step === null) return false;
  const { code } = error;
  if (LASTING_CODES.includes(code)) return false;
  return PASSING_CODES.has(code) || PASSING_PREFIXES.some((prefix) => code.startsWith(prefix));
}

/**
 * Restarts a failed request at the step that failed; what came before is not repeated. After a failed update of the store, only
 * once the update was delivered. Fails with request_not_restartable.
 */
export async function restartRequest(
  deps: Pick<Deps, 'engine' | 'now' | 'requests' | 'runLog'>,
  context: Context,
  request: RequestRow,
): Promise<RequestRow> {
  const { accountId, requestId, error } = request;
  const run = canRestart(request) ? await deps.runLog.load(request) : undefined;
  const failed = run?.steps.findLast(({ step, status }) => step === error?.step && status === 'failed');
  if (!failed) throw new AppError('request_not_restartable');
  const now = deps.now();
  const restarted = await deps.requests.restart({
    accountId,
    requestId,
    at: failed,
    isOfPush: error?.code === 'push_dead',
    audit: newAuditEntry(context, now, 'request.restarted', { targets: [{ type: 'request', id: requestId }] }),
    now,
    nextCheckAt: now + STALL_MS,
  });
  if (!restarted) throw new AppError('request_not_restartable');
  await deps.engine.revive({ accountId, requestId, openWait: null });
  return restarted;
}
