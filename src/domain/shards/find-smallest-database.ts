import type { Deps } from '../ports';

/** Returns the smallest database, for a new account; the first one if several are equal. */
export async function findSmallestDatabase(deps: Pick<Deps, 'databases' | 'forShard'>): Promise<number> {
  if (deps.databases.length === 1) return 0;
  const sizes = await Promise.all(
    deps.databases.map(async (database) => ({
      database,
      bytes: await deps.forShard(database).accountRows.databaseSize(),
    })),
  );
  return sizes.reduce((smallest, each) => (each.bytes < smallest.bytes ? each : smallest)).database;
}
