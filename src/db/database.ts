import { getTableColumns, type InferSelectModel, type Placeholder, type SQL, sql } from 'drizzle-orm';
import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';

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

/**
 * Whether a row is the account's, where the rows are found by something else. With the plus SQLite does not look for the
 * account's rows first: it would take an index that shares only the account with the question, and read it to its end.
 */
export const ofAccountWithoutIndex = (column: SQLiteColumn, accountId: string | Placeholder): SQL =>
  sql`+${column} = ${accountId}`;

/** D1 takes 2 MB in one value; what is not ASCII takes up to three bytes for each of a string's units. */
const MAX_JSON_UNITS = 600_000;

/** Cuts rows into lists that can each be bound as one value, in JSON; one row that is too long stands alone. */
export function jsonChunks<Row>(rows: Row[]): { rows: Row[]; json: string }[] {
  const lists: { rows: Row[]; texts: string[]; units: number }[] = [];
  for (const row of rows) {
    const text = JSON.stringify(row);
    const last = lists.at(-1);
    if (last && last.units + text.length <= MAX_JSON_UNITS) {
      last.rows.push(row);
      last.texts.push(text);
      last.units += text.length + 1;
    } else lists.push({ rows: [row], texts: [text], units: text.length + 1 });
  }
  return lists.map(({ rows: own, texts }) => ({ rows: own, json: `[${texts.join(',')}]` }));
}

/** The members of a list of rows, in their order, as what a `select` from its `json_each` gives. */
export const jsonElements = (count: number): SQL =>
  sql.join(
    Array.from({ length: count }, (_, i) => sql.raw(`value ->> ${i}`)),
    sql`, `,
  );

/**
 * Many rows as the values of few `select`s, each with one bound value, as D1 takes 100 of these a statement and 1,000
 * statements an invocation. Ends in `where true`, so that `on conflict` can follow.
 */
export function rowsOf<Table extends SQLiteTable>(table: Table, rows: InferSelectModel<Table>[]): SQL[] {
  const columns = Object.entries(getTableColumns(table));
  const stored = rows.map((row) =>
    columns.map(([name, column]) => {
      const value = row[name as keyof InferSelectModel<Table>];
      return value === null || value === undefined ? null : column.mapToDriverValue(value);
    }),
  );
  const members = jsonElements(columns.length);
  return jsonChunks(stored).map(({ json }) => sql`select ${members} from json_each(${json}) where true`);
}
