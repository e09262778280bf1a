import {
  type Column,
  getTableColumns,
  getTableName,
  type InferSelectModel,
  type Placeholder,
  type SQL,
  sql,
} from 'drizzle-orm';
import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';

export type Database = DrizzleD1Database & { $client: D1Database };

export const openDatabase = (d1: D1Database): Database => drizzle(d1);

const hasFailed = (error: unknown, constraint: string): boolean =>
  error instanceof Error && (error.message.includes(constraint) || hasFailed(error.cause, constraint));

/** Returns unique columns as SQLite names them in an error, `table.column, table.column`. */
const uniqueColumns = (columns: Column[]): string =>
  columns.map((column) => `${getTableName(column.table)}.${column.name}`).join(', ');

/** Runs a write; returns null, with nothing written, if one of these constraints fails. */
async function writeUnlessFailed<Result>(constraints: string[], write: () => Promise<Result>): Promise<Result | null> {
  try {
    return await write();
  } catch (error) {
    if (constraints.some((constraint) => hasFailed(error, constraint))) return null;
    throw error;
  }
}

const uniqueFailed = (columns: Column[]): string => `UNIQUE constraint failed: ${uniqueColumns(columns)}`;
const notNullFailed = (column: Column): string => `NOT NULL constraint failed: ${uniqueColumns([column])}`;

/** Runs a write; returns false, with nothing written, if the values of these unique columns exist already. */
export async function writeUnlessExists(columns: Column[], write: () => Promise<unknown>): Promise<boolean> {
  return (await writeUnlessFailed([uniqueFailed(columns)], async () => ({ result: await write() }))) !== null;
}

/**
 * Runs a write whose batch may contain `failIf` of the table with this id; returns null, with nothing written, if it failed, or
 * if the values of one of these sets of unique columns exist already.
 */
export const writeUnlessConflicts = <Result>(
  keys: Column[][],
  id: SQLiteColumn,
  write: () => Promise<Result>,
): Promise<Result | null> => writeUnlessFailed([...keys.map(uniqueFailed), notNullFailed(id)], write);

/**
 * Runs a write whose batch contains `assertExists` of this table; returns null, with nothing written, if no row had the
 * condition.
 */
export const writeIfExists = <Result>(id: SQLiteColumn, write: () => Promise<Result>): Promise<Result | null> =>
  writeUnlessFailed([notNullFailed(id)], write);

/**
 * Returns a row as the values of a `select`, in the order of the table's columns, so that an insert can have a condition
 * (drizzle's D1 batch takes no raw statement). `overrides` replaces the values of single columns with SQL.
 */
export function selectValues<Table extends SQLiteTable>(
  table: Table,
  row: Partial<InferSelectModel<Table>>,
  overrides: { [Column in keyof InferSelectModel<Table>]?: SQL } = {},
): SQL {
  const values = Object.entries(getTableColumns(table)).map(([name, column]) => {
    const value = row[name as keyof InferSelectModel<Table>];
    const stored = value === null || value === undefined ? null : column.mapToDriverValue(value);
    return overrides[name as keyof InferSelectModel<Table>] ?? sql`${stored}`;
  });
  return sql.join(values, sql`, `);
}

/**
 * Returns a statement that makes its whole batch fail if a condition holds. SQLite has no assertion: the statement inserts a row
 * of nulls into the table, which violates the primary key's NOT NULL.
 */
export const failIf = (db: Database, table: SQLiteTable, condition: SQL) =>
  db.insert(table).select(sql`select ${selectValues(table, {})} where ${condition}`);

/** Returns a statement that makes its whole batch fail unless a row of the table has the condition. */
export const assertExists = (db: Database, table: SQLiteTable, condition: SQL | undefined) =>
  failIf(db, table, sql`not exists (select 1 from ${table} where ${condition})`);

/** Returns `excluded.<column>`: the value that an upsert tried to insert. */
const excluded = (column: SQLiteColumn): SQL => sql`excluded.${sql.identifier(column.name)}`;

/** Returns an upsert's `set` that copies these columns from `excluded`. */
export const fromExcluded = <Table extends SQLiteTable, Name extends keyof InferSelectModel<Table> & string>(
  table: Table,
  names: readonly Name[],
): Record<Name, SQL> => {
  const columns = getTableColumns(table);
  return Object.fromEntries(names.map((name) => [name, excluded(columns[name] as SQLiteColumn)])) as Record<Name, SQL>;
};

/**
 * The condition that a row belongs to the account, for queries that use another index. The unary plus stops SQLite from using an
 * index on the account id, which would scan all rows of the account.
 */
export const isOfAccountUnindexed = (column: SQLiteColumn, accountId: string | Placeholder): SQL =>
  sql`+${column} = ${accountId}`;

/** Returns strings as a list for `in`, in one bound parameter: D1 allows at most 100 per statement. */
export const jsonList = (values: readonly string[]): SQL => jsonListOf(JSON.stringify(values));

/** Returns the strings of a JSON list, which may be a placeholder of a prepared statement, as a list for `in`. */
export const jsonListOf = (json: string | Placeholder): SQL => sql`(select value from json_each(${json}))`;

/** D1 allows 2 MB per value; a UTF-16 code unit takes up to three bytes in UTF-8. */
const MAX_JSON_UNITS = 600_000;

/** Splits rows into JSON lists that each fit into one bound value; a row that is too long gets a list of its own. */
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
  return lists.map(({ rows: chunk, texts }) => ({ rows: chunk, json: `[${texts.join(',')}]` }));
}

/** Returns the members of a JSON row, in their order, as the columns of a `select` from `json_each`. */
export const jsonElements = (count: number): SQL =>
  sql.join(
    Array.from({ length: count }, (_, i) => sql.raw(`value ->> ${i}`)),
    sql`, `,
  );

/** What rows to insert need of other tables' rows: each has `keys` to find them, as SQL of the `select`. */
export type LinkedRows<Table extends SQLiteTable> = {
  keys: string[][];
  where(...keys: SQL[]): SQL;
  /** Replace the values of single columns. */
  instead?: { [Column in keyof InferSelectModel<Table>]?: (...keys: SQL[]) => SQL };
};

/**
 * Returns `select`s of many rows with one bound value each: D1 takes at most 100 bound values in a statement, and 1,000
 * statements in an invocation. Each ends in a condition, so that `on conflict` can follow.
 */
export function selectsFromJson<Table extends SQLiteTable>(
  table: Table,
  rows: InferSelectModel<Table>[],
  linked?: LinkedRows<Table>,
): SQL[] {
  const columns = Object.entries(getTableColumns(table));
  const stored = rows.map((row, i) => [
    ...columns.map(([name, column]) => {
      const value = row[name as keyof InferSelectModel<Table>];
      return value === null || value === undefined ? null : column.mapToDriverValue(value);
    }),
    ...(linked?.keys[i] ?? []),
  ]);
  const element = (i: number) => sql.raw(`value ->> ${i}`);
  const keys = (linked?.keys[0] ?? []).map((_, i) => element(columns.length + i));
  const members = columns.map(
    ([name], i) => linked?.instead?.[name as keyof InferSelectModel<Table>]?.(...keys) ?? element(i),
  );
  const where = linked?.where(...keys) ?? sql`true`;
  return jsonChunks(stored).map(
    ({ json }) => sql`select ${sql.join(members, sql`, `)} from json_each(${json}) where ${where}`,
  );
}
