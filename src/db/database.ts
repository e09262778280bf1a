import { getTableColumns, type InferSelectModel, type SQL, sql } from 'drizzle-orm';
import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';

export type Database = DrizzleD1Database;

export const openDatabase = (d1: D1Database): Database => drizzle(d1);

const violates = (error: unknown, columns: string): boolean =>
  error instanceof Error &&
  (error.message.includes(`UNIQUE constraint failed: ${columns}`) || violates(error.cause, columns));

/** Writes; false when the unique columns (`table.column, …`) are taken already, and then nothing was written. */
export async function unlessExists(columns: string, write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (violates(error, columns)) return false;
    throw error;
  }
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
