import type { Deps } from '../ports';
import { findShards } from './find-shards';

/** Work sorted by where its accounts live; that of accounts which are being moved can't be done now. */
export type ShardGroups<Item> = { groups: { deps: Deps; items: Item[] }[]; moving: Item[] };

/** Sorts work by where its accounts live; what is nobody's belongs to database 0. */
export async function groupByShard<Item>(
  deps: Deps,
  items: Item[],
  accountOf: (item: Item) => string | null,
): Promise<ShardGroups<Item>> {
  const homes = await findShards(
    deps,
    items.flatMap((item) => accountOf(item) ?? []),
  );
  const homeOf = (item: Item) => homes.get(accountOf(item) ?? '');
  const isMoving = (item: Item) => homeOf(item) !== undefined && homeOf(item)?.movingSince !== null;
  const settled = items.filter((item) => !isMoving(item));
  const groups = [...Map.groupBy(settled, (item) => homeOf(item)?.database ?? 0)];
  return {
    groups: groups.map(([database, group]) => ({ deps: deps.forShard(database), items: group })),
    moving: items.filter(isMoving),
  };
}
