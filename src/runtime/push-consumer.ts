import type { PushWakeUp } from '../clients/queues';
import type { Deps } from '../domain/ports';
import { deliverBatch } from '../domain/pushes/deliver-batch';
import { groupByShard } from '../domain/shards/group-by-shard';

type OwnedPush = { pushId: string; accountId: string | null };

/** The pushes that a batch names, each once; whose they are is looked up where the wake-up does not say so. */
async function pushesOf(deps: Deps, batch: MessageBatch<PushWakeUp>): Promise<OwnedPush[]> {
  const owners = new Map(batch.messages.map(({ body }) => [body.push_id, body.account_id ?? null]));
  const unknown = [...owners].filter(([, accountId]) => accountId === null).map(([pushId]) => pushId);
  if (unknown.length > 0 && deps.databases.length > 1) {
    for (const { pushId, accountId } of await deps.pushes.findOwners(unknown)) owners.set(pushId, accountId);
  }
  return [...owners].map(([pushId, accountId]) => ({ pushId, accountId }));
}

/**
 * Delivers the pushes that a batch of wake-ups names; if that fails as a whole the batch comes again. Those of an account
 * that is being moved are left to the sweeper.
 */
export async function consumePushes(deps: Deps, batch: MessageBatch<PushWakeUp>, ctx: ExecutionContext): Promise<void> {
  const { groups } = await groupByShard(deps, await pushesOf(deps, batch), ({ accountId }) => accountId);
  await Promise.all(
    groups.map(({ deps: there, items }) =>
      deliverBatch(
        there,
        items.map(({ pushId }) => pushId),
        (work) => ctx.waitUntil(work),
      ),
    ),
  );
}
