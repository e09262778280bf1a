import type { Push, PushFilter } from '../../db/pushes/pushes';
import { AppError } from '../../shared/errors/app-error';
import { newAuditEntry } from '../audit/new-audit-entry';
import type { Context, Deps } from '../ports';
import { QUEUE_DELIVERY_GRACE_MS } from '../queue-times';
import { NOT_VERIFIED } from './verify-push';

const MAX_RECOVERED = 1_000;

async function revive(
  deps: Pick<Deps, 'now' | 'pushes' | 'queuePushes'>,
  context: Context,
  filter: PushFilter & { state: ('dead' | 'unverified')[]; pushId?: string },
  target: { type: 'push' | 'store'; id: string },
): Promise<Push[]> {
  const { accountId } = context.account;
  const now = deps.now();
  const revived = await deps.pushes.requeueEnded({
    accountId,
    filter,
    now,
    visibleAt: now + QUEUE_DELIVERY_GRACE_MS,
    verification: NOT_VERIFIED,
    limit: MAX_RECOVERED,
    audit: newAuditEntry(context, now, 'push.retried', { targets: [target] }),
  });
  await deps.queuePushes(revived.map(({ pushId }) => ({ pushId, accountId, delayMs: 0 })));
  return revived;
}

/**
 * Retries a dead or unverified push under the same id; idempotent while a retry is in progress. Fails with not_found,
 * push_not_dead and store_not_found.
 */
export async function retryPush(
  deps: Pick<Deps, 'now' | 'pushes' | 'queuePushes' | 'stores'>,
  context: Context,
  pushId: string,
): Promise<Push> {
  const { accountId } = context.account;
  const target = { type: 'push', id: pushId } as const;
  const [revived] = await revive(deps, context, { pushId, state: ['dead', 'unverified'] }, target);
  if (revived) return revived;
  const found = await deps.pushes.find(accountId, pushId);
  if (!found) throw new AppError('not_found', 'There is no such push');
  const { state, attemptsBefore, storeId } = found.push;
  if (!(await deps.stores.find(accountId, storeId))) {
    throw new AppError('store_not_found', 'The store of this push has been deleted');
  }
  const isBeingRetried = attemptsBefore > 0 && ['pending', 'in_flight', 'retrying'].includes(state);
  if (!isBeingRetried) throw new AppError('push_not_dead', `The push is ${state}`);
  return found.push;
}

/** Retries the dead pushes of a store and period, up to 1,000 a call; with `dryRun` only counts them. */
export async function recoverPushes(
  deps: Pick<Deps, 'now' | 'pushes' | 'queuePushes' | 'stores'>,
  context: Context,
  { storeId, from, to, dryRun }: { storeId: string; from: number; to: number; dryRun: boolean },
): Promise<{ recovered: number; remaining: number }> {
  const { accountId } = context.account;
  const store = await deps.stores.find(accountId, storeId);
  if (!store) throw new AppError('store_not_found', `There is no store ${storeId}`);
  const filter = { storeId, createdFrom: from, createdTo: to };
  const target = { type: 'store', id: storeId } as const;
  const recovered = dryRun ? 0 : (await revive(deps, context, { ...filter, state: ['dead'] }, target)).length;
  return { recovered, remaining: await deps.pushes.countDead(accountId, filter) };
}
