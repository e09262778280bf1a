import type { EventWakeUp, PushWakeUp } from '../clients/queues';
import type { Deps } from '../domain/ports';
import { deliverBatch } from '../domain/pushes/deliver-batch';
import { findPushAccounts } from '../domain/pushes/find-push-accounts';
import { groupByShard } from '../domain/shards/group-by-shard';
import { consumeEventWakeUps } from './event-consumer';

type PushOfAccount = { pushId: string; accountId: string | null };

/** Returns the pushes of a batch without duplicates. Looks up the account of a wake-up that does not name it. */
async function pushesOf(deps: Deps, wakeUps: PushWakeUp[]): Promise<PushOfAccount[]> {
  const accounts = new Map(wakeUps.map((wakeUp) => [wakeUp.push_id, wakeUp.account_id ?? null]));
  const unknown = [...accounts].filter(([, accountId]) => accountId === null).map(([pushId]) => pushId);
  if (unknown.length > 0 && deps.databases.length > 1) {
    for (const { pushId, accountId } of await findPushAccounts(deps, unknown)) accounts.set(pushId, accountId);
  }
  return [...accounts].map(([pushId, accountId]) => ({ pushId, accountId }));
}

async function deliverPushes(deps: Deps, wakeUps: PushWakeUp[], ctx: ExecutionContext): Promise<void> {
  const { groups } = await groupByShard(deps, await pushesOf(deps, wakeUps), ({ accountId }) => accountId);
  await Promise.all(
    groups.map(({ deps: shardDeps, items }) =>
      deliverBatch(
        shardDeps,
        items.map(({ pushId }) => pushId),
        (work) => ctx.waitUntil(work),
      ),
    ),
  );
}

const isEventWakeUp = (body: PushWakeUp | EventWakeUp): body is EventWakeUp => 'delivery' in body;

/**
 * Delivers the pushes and the events of a batch of wake-ups. An error retries the whole batch. After a move, the sweep
 * delivers the pushes of an account that is being moved.
 */
export async function consumePushes(
  deps: Deps,
  batch: MessageBatch<PushWakeUp | EventWakeUp>,
  ctx: ExecutionContext,
): Promise<void> {
  const bodies = batch.messages.map(({ body }) => body);
  const events = bodies.filter(isEventWakeUp);
  const pushes = bodies.flatMap((body) => (isEventWakeUp(body) ? [] : [body]));
  await Promise.all([
    pushes.length > 0 ? deliverPushes(deps, pushes, ctx) : undefined,
    events.length > 0 ? consumeEventWakeUps(deps, events, ctx) : undefined,
  ]);
}
