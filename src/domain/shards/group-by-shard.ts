import type { Deps } from '../ports';
import { findShards } from './find-shards';

/** Items by their account's shard; those of accounts that are being moved have to wait. */
export type ShardGroups<Item> = { groups: { deps: Deps; items: Item[] }[]; moving: Item[] };

/** Groups items by their account's shard; an item without an account belongs to database 0. */
export async function groupByShard<Item>(
  deps: Pick<Deps, 'databases' | 'directory' | 'forShard' | 'now'>,
  items: Item[],
  accountOf: (item: Item) => string | null,
): Promise<ShardGroups<Item>> {
  const shards = await findShards(
    deps,
    items.flatMap((item) => accountOf(item) ?? []),
  );
  const shardOf = (item: Item) => shards.get(accountOf(item) ?? '');
  const isMoving = (item: Item) => shardOf(item) !== undefined && shardOf(item)?.movingSince !== null;
  const settled = items.filter((item) => !isMoving(item));
  const groups = [...Map.groupBy(settled, (item) => shardOf(item)?.database ?? 0)];
  return {
    groups: groups.map(([database, group]) => ({ deps: deps.forShard(database), items: group })),
    moving: items.filter(isMoving),
  };
}
