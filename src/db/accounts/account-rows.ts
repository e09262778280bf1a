import { getTableName, isTable, type SQL, sql } from 'drizzle-orm';
import { getTableConfig, SQLiteColumn, type SQLiteTable } from 'drizzle-orm/sqlite-core';
import * as schema from '../schema';
import { type Database, jsonChunks, jsonElements } from '../sql/database';

type StoredValue = string | number | null;
/** A row as it is stored, in the order of its table's columns. */
export type StoredRow = StoredValue[];

const OWNER_COLUMN = schema.accounts.accountId.name;
/** These exist in database 0 only, for accounts of every database. */
const DIRECTORY_TABLES: SQLiteTable[] = [schema.accountShards, schema.keyShards];

const ownedTables = Object.values<unknown>(schema).filter(
  (one): one is SQLiteTable =>
    isTable(one) &&
    !DIRECTORY_TABLES.includes(one as SQLiteTable) &&
    getTableConfig(one as SQLiteTable).columns.some(({ name }) => name === OWNER_COLUMN),
);

/**
 * Returns the columns by which an account's rows are read slice by slice: those of an index that begins with the account,
 * and the primary key, which makes the order total. None may be null, because no row compares as greater than null.
 */
function scanOrderOf(table: SQLiteTable): string[] {
  const { columns, indexes, primaryKeys, name } = getTableConfig(table);
  const key = primaryKeys[0]?.columns ?? columns.filter(({ primary }) => primary);
  const whole = indexes.filter(({ config }) => config.where === undefined).map(({ config }) => config.columns);
  const led = [key, ...whole].find(
    ([first, ...rest]) =>
      first instanceof SQLiteColumn &&
      first.name === OWNER_COLUMN &&
      rest.every((column) => column instanceof SQLiteColumn && column.notNull),
  );
  if (!led) throw new Error(`${name} has no index that begins with the account`);
  const names = [...led.slice(1), ...key].map((column) => (column as SQLiteColumn).name);
  const order = [...new Set(names)].filter((column) => column !== OWNER_COLUMN);
  return order.length > 0 ? order : [OWNER_COLUMN];
}

const TABLES = new Map(
  ownedTables.map((table) => {
    const columns = getTableConfig(table).columns.map(({ name }) => name);
    const order = scanOrderOf(table);
    return [getTableName(table), { columns, order, places: order.map((column) => columns.indexOf(column)) }];
  }),
);

function tableOf(name: string) {
  const table = TABLES.get(name);
  if (!table) throw new Error(`there is no table ${name}`);
  return table;
}

const identifiers = (names: string[]): SQL =>
  sql.join(
    names.map((name) => sql.identifier(name)),
    sql`, `,
  );
const boundValues = (values: unknown[]): SQL =>
  sql.join(
    values.map((value) => sql`${value}`),
    sql`, `,
  );

/** The stored rows of an account in one database, for moving the account to another. */
export const accountRowsRepository = (db: Database) => ({
  /** The tables that hold rows of accounts, in the order in which they are moved. */
  tables: [...TABLES.keys()],

  /**
   * Reads up to `limit` rows of a table after the key `after`, at least one, with at most `maxCharacters` characters in
   * total. Returns the key of the last row as the next `after`; null if there are no more.
   */
  async read({
    table: name,
    accountId,
    after,
    limit,
    maxCharacters,
  }: {
    table: string;
    accountId: string;
    after: unknown[] | null;
    limit: number;
    maxCharacters: number;
  }): Promise<{ rows: StoredRow[]; after: unknown[] | null }> {
    const { columns, order, places } = tableOf(name);
    const size = sql.join(
      columns.map((column) => sql`length(coalesce(${sql.identifier(column)}, ''))`),
      sql` + `,
    );
    const next = after === null ? sql`` : sql`and (${identifiers(order)}) > (${boundValues(after)})`;
    const rows = await db.values<StoredRow>(sql`select ${identifiers(columns)} from (
      select *, row_number() over slice as slice_row, sum(${size}) over slice as slice_units from (
        select * from ${sql.identifier(name)} where ${sql.identifier(OWNER_COLUMN)} = ${accountId} ${next}
          order by ${identifiers(order)} limit ${limit})
      window slice as (order by ${identifiers(order)} rows unbounded preceding))
      where slice_row = 1 or slice_units <= ${maxCharacters} order by slice_row`);
    const last = rows.at(-1);
    return { rows, after: last ? places.map((place) => last[place]) : null };
  },

  /** Inserts rows that do not exist yet. */
  async write(name: string, rows: StoredRow[]): Promise<void> {
    const { columns } = tableOf(name);
    const into = sql`insert into ${sql.identifier(name)} (${identifiers(columns)})`;
    const members = jsonElements(columns.length);
    for (const { rows: chunk, json } of jsonChunks(rows)) {
      const [only, ...others] = chunk;
      const values =
        only && others.length === 0
          ? sql`values (${boundValues(only)})`
          : sql`select ${members} from json_each(${json}) where true`;
      await db.run(sql`${into} ${values} on conflict do nothing`);
    }
  },

  /** Deletes up to `limit` rows of a table and returns their number. */
  async delete(name: string, accountId: string, limit: number): Promise<number> {
    const table = sql.identifier(name);
    const { meta } = await db.run(sql`delete from ${table} where rowid in
      (select rowid from ${table} where ${sql.identifier(OWNER_COLUMN)} = ${accountId} limit ${limit})`);
    return meta.changes;
  },

  /** Returns the number of rows in each table, in the order of `tables`. */
  async count(accountId: string): Promise<number[]> {
    const counts = [...TABLES.keys()].map(
      (name) =>
        sql`(select count(*) from ${sql.identifier(name)} where ${sql.identifier(OWNER_COLUMN)} = ${accountId})`,
    );
    const [row] = await db.values<number[]>(sql`select ${sql.join(counts, sql`, `)}`);
    return row ?? [];
  },

  /** Returns the size of the whole database in bytes. */
  async databaseSize(): Promise<number> {
    const { meta } = await db.run(sql`select 1`);
    return meta.size_after;
  },
});

export type AccountRowsRepository = ReturnType<typeof accountRowsRepository>;
