import { getTableColumns, type InferSelectModel, type SQL, sql } from 'drizzle-orm';
import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';

export type Database = DrizzleD1Database;

/** Opens drizzle over a D1 binding or session; a session has the same `prepare` and `batch`, drizzle's types just don't know it. */
export const openDatabase = (d1: D1Database | D1DatabaseSession): Database => drizzle(d1 as D1Database);

/** Whether an error of D1 says that a unique row was already there, on the named columns (`table.column, …`). */
export function isUniqueViolation(error: unknown, columns: string): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause.message.includes(`UNIQUE constraint failed: ${columns}`)) return true;
  }
  return false;
}

/**
 * A row as the values of a `select`, in the order of the table's columns, so that an insert can have a condition (drizzle's
 * D1 batch takes no raw statement). `instead` gives SQL for single columns.
 */
export function rowOf<Table extends SQLiteTable>(
  table: Table,
  row: Partial<InferSelectModel<Table>>,
  instead: { [Column in keyof InferSelectModel<Table>]?: SQL } = {},
): SQL {
  const values = Object.entries(getTableColumns(table)).map(([name, column]) => {
    const value = row[name as keyof InferSelectModel<Table>];
    const stored = value === null || value === undefined ? null : column.mapToDriverValue(value);
    return instead[name as keyof InferSelectModel<Table>] ?? sql`${stored}`;
  });
  return sql.join(values, sql`, `);
}
