import type { RequestRow } from '../../db/requests/requests';
import { AppError } from '../../shared/errors/app-error';
import { newAuditEntry } from '../audit/new-audit-entry';
import type { Context, Deps } from '../ports';
import { QUEUE_DELIVERY_GRACE_MS } from '../queue-times';
import { stopRequests } from './stop-requests';

/** Cancels a request with its run and its undelivered pushes; harmless if it has ended. Fails with not_found. */
export async function cancelRequest(
  deps: Pick<Deps, 'engine' | 'log' | 'now' | 'queuePushes' | 'requests'>,
  context: Context,
  requestId: string,
): Promise<RequestRow> {
  const { accountId } = context.account;
  const now = deps.now();
  const targets = [{ type: 'request', id: requestId }];
  const audit = newAuditEntry(context, now, 'request.cancelled', { targets });
  const visibleAt = now + QUEUE_DELIVERY_GRACE_MS;
  const released = await deps.requests.cancel({ accountId, requestId }, now, visibleAt, audit);
  const request = await deps.requests.find(accountId, requestId);
  if (!request) throw new AppError('not_found', 'There is no such request');
  await stopRequests(deps, { requestIds: request.status === 'cancelled' ? [requestId] : [], released });
  return request;
}
