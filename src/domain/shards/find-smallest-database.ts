import type { Deps } from '../ports';

/** The database with the fewest bytes, and of several the first: where a new account lives. */
export async function findSmallestDatabase(deps: Deps): Promise<number> {
  if (deps.databases.length === 1) return 0;
  const sizes = await Promise.all(
    deps.databases.map(async (database) => ({
      database,
      bytes: await deps.forShard(database).accountRows.databaseSize(),
    })),
  );
  return sizes.reduce((smallest, each) => (each.bytes < smallest.bytes ? each : smallest)).database;
}
