import { env } from 'cloudflare:workers';
import { getTableName, isTable } from 'drizzle-orm';
import * as schema from '../../src/db/schema';

// The file before may have filled the databases, and the tests of the next one count or sweep all of their rows.
for (const database of [env.DB, env.DB_1]) {
  const tables = Object.values<unknown>(schema).filter((one) => isTable(one));
  await database.batch(tables.map((table) => database.prepare(`delete from ${getTableName(table)}`)));
}
