import type { RequestRow } from '../../db/requests/requests';
import { AppError } from '../../shared/errors/app-error';
import type { Context, Deps } from '../ports';
import { QUEUE_DELIVERY_GRACE_MS } from '../queue-times';
import { stopRequests } from './stop-requests';

/** Cancels a request with its run and its undelivered pushes; harmless if it has ended. Fails with not_found. */
export async function cancelRequest(
  deps: Pick<Deps, 'engine' | 'log' | 'now' | 'queuePushes' | 'requests'>,
  { account }: Context,
  requestId: string,
): Promise<RequestRow> {
  const { accountId } = account;
  const now = deps.now();
  const released = await deps.requests.cancel(accountId, requestId, now, now + QUEUE_DELIVERY_GRACE_MS);
  const request = await deps.requests.find(accountId, requestId);
  if (!request) throw new AppError('not_found', 'There is no such request');
  await stopRequests(deps, { requestIds: request.status === 'cancelled' ? [requestId] : [], released });
  return request;
}
