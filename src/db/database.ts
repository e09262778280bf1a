import { getTableColumns, type InferSelectModel, type SQL, sql } from 'drizzle-orm';
import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';

export type Database = DrizzleD1Database & { $client: D1Database };

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

/** D1 takes 2 MB in one value; what is not ASCII takes up to three bytes for each of a string's units. */
const MOST_JSON_UNITS = 600_000;

/**
 * Many rows as the values of few `select`s, each with one bound value, as D1 takes 100 of these a statement and 1,000
 * statements an invocation. Ends in `where true`, so that `on conflict` can follow.
 */
export function rowsOf<Table extends SQLiteTable>(table: Table, rows: InferSelectModel<Table>[]): SQL[] {
  const columns = Object.entries(getTableColumns(table));
  const chunks: string[][] = [];
  let units = 0;
  for (const row of rows) {
    const json = JSON.stringify(
      columns.map(([name, column]) => {
        const value = row[name as keyof InferSelectModel<Table>];
        return value === null || value === undefined ? null : column.mapToDriverValue(value);
      }),
    );
    const last = chunks.at(-1);
    if (last && units + json.length <= MOST_JSON_UNITS) last.push(json);
    else {
      chunks.push([json]);
      units = 0;
    }
    units += json.length;
  }
  const values = sql.join(
    columns.map((_, i) => sql.raw(`value ->> ${i}`)),
    sql`, `,
  );
  return chunks.map((chunk) => sql`select ${values} from json_each(${`[${chunk.join(',')}]`}) where true`);
}
