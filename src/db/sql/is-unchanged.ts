import { and, getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';

/** The condition that the columns to be written still have the values that were read before. */
export function isUnchanged(table: SQLiteTable, before: Record<string, unknown>, written: object): SQL | undefined {
  const columns = getTableColumns(table);
  return and(
    ...Object.keys(written).map((name) => {
      const [column, value] = [columns[name], before[name] ?? null];
      return typeof value === 'object' && value !== null
        ? sql`json(${column}) is json(${JSON.stringify(value)})`
        : sql`${column} is ${value}`;
    }),
  );
}
