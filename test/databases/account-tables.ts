import { getTableName, isTable } from 'drizzle-orm';
import * as schema from '../../src/db/schema';

const DIRECTORY = ['account_homes', 'key_homes'];

/** All tables except the directory's. */
export const ACCOUNT_TABLES: string[] = Object.values<unknown>(schema)
  .filter((one) => isTable(one))
  .map((table) => getTableName(table))
  .filter((name) => !DIRECTORY.includes(name));

/** Returns the rows of an account in a database by table, without empty tables. */
export async function rowsOf(database: D1Database, accountId: string): Promise<Record<string, string[]>> {
  const results = await database.batch(
    ACCOUNT_TABLES.map((table) => database.prepare(`select * from ${table} where account_id = ?`).bind(accountId)),
  );
  const all = ACCOUNT_TABLES.map((table, i): [string, string[]] => [
    table,
    (results[i]?.results ?? []).map((row) => JSON.stringify(row)).toSorted(),
  ]);
  return Object.fromEntries(all.filter(([, rows]) => rows.length > 0));
}
