import type { Deps } from '../ports';

/** Returns the database with the fewest bytes, for a new account; the first one of equals. */
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
