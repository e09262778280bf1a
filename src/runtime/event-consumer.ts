import type { EventWakeUp } from '../clients/queues';
import type { Deps } from '../domain/ports';
import { groupByShard } from '../domain/shards/group-by-shard';
import { processWakeUps } from '../domain/subscriptions/process-wake-ups';

/** Removes duplicates: items for which `nameOf` returns the same text. */
const unique = <Item>(items: Item[], nameOf: (item: Item) => string): Item[] => [
  ...new Map(items.map((item) => [nameOf(item), item])).values(),
];

/**
 * Dispatches and delivers the events of a batch of wake-ups. An error retries the whole batch. After a move, the sweep goes on
 * with the events of an account that is being moved.
 */
export async function consumeEventWakeUps(deps: Deps, wakeUps: EventWakeUp[], ctx: ExecutionContext): Promise<void> {
  const { groups } = await groupByShard(
    deps,
    unique(wakeUps, ({ account_id, delivery }) => JSON.stringify([account_id, delivery])),
    ({ account_id }) => account_id,
  );
  await Promise.all(
    groups.map(({ deps: shardDeps, items }) => {
      const accountIds = items.filter(({ delivery }) => delivery === null).map(({ account_id }) => account_id);
      const due = items.flatMap(({ account_id: accountId, delivery }) =>
        delivery === null ? [] : [{ accountId, subscriptionId: delivery.subscription_id, eventId: delivery.event_id }],
      );
      return processWakeUps(shardDeps, { accountIds, due }, (work) => ctx.waitUntil(work));
    }),
  );
}
