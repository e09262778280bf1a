import { type Query as BuiltQuery, Column, fillPlaceholders, type SQL } from 'drizzle-orm';
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core';
import type { Database } from './database';

type RawRow = Record<string, unknown>;
type SelectedField = Column | SQL.Aliased;
type Select = { toSQL(): BuiltQuery; _: { selectedFields: Record<string, unknown>; result: RawRow[] } };

/** Returns the decoder of a column; null if D1's value needs none. */
const decoderOf = (field: SelectedField): ((value: unknown) => unknown) | null =>
  field instanceof Column && field.mapFromDriverValue !== Column.prototype.mapFromDriverValue
    ? (value) => field.mapFromDriverValue(value)
    : null;

/** A select's SQL text, and the function that decodes a row. */
type BuiltSelect<Row> = { text: string; params: unknown[]; read: (raw: RawRow) => Row };
/** Returns the built select; builds it at its first use. */
export type PreparedSelect<Row> = () => BuiltSelect<Row>;

function build<Query extends Select>(query: Query): BuiltSelect<Query['_']['result'][number]> {
  const { sql, params } = query.toSQL();
  const fields = Object.entries(query._.selectedFields as Record<string, SelectedField>).map(([key, field]) => ({
    key,
    name: field instanceof Column ? field.name : field.fieldAlias,
    decode: decoderOf(field),
  }));
  return {
    text: sql,
    params,
    read(raw) {
      const row: RawRow = {};
      for (const { key, name, decode } of fields) {
        const value = raw[name];
        row[key] = value === null || decode === null ? value : decode(value);
      }
      return row;
    },
  };
}

function once<Row>(make: () => BuiltSelect<Row>): PreparedSelect<Row> {
  let built: BuiltSelect<Row> | undefined;
  return () => (built ??= make());
}

/**
 * Prepares a select of columns (not of several whole tables), with placeholders for its values. It is built once per isolate:
 * on a warm read, drizzle's statement building and row mapping cost more CPU than the rest of the request.
 */
export function preparedSelect<Query extends Select>(query: () => Query): PreparedSelect<Query['_']['result'][number]> {
  return once(() => build(query()));
}

/** The same for a select in SQL, whose rows `read` decodes. */
export function preparedSql<Row>(query: () => SQL, read: (raw: RawRow) => Row): PreparedSelect<Row> {
  return once(() => {
    const { sql, params } = new SQLiteSyncDialect().sqlToQuery(query());
    return { text: sql, params, read };
  });
}

type Selects = Record<string, PreparedSelect<unknown>>;
type RowOf<Select> = Select extends PreparedSelect<infer Row> ? Row : never;

/** What drizzle's D1 batch calls of a statement. */
type BatchedSelect<Row> = {
  _: { dialect: 'sqlite'; result: Row[] };
  _prepare(): {
    getQuery(): BuiltQuery;
    stmt: D1PreparedStatement;
    mapResult(result: D1Result<RawRow>): Row[];
  };
};

/** Returns prepared selects with the same placeholder values, by name, as statements of a batch. */
export function bindSelects<Named extends Selects>(
  { $client }: Database,
  selects: Named,
  values: RawRow,
): { [Name in keyof Named]: BatchedSelect<RowOf<Named[Name]>> } {
  const bound = Object.entries(selects).map(([name, select]) => {
    const { text, params, read } = select();
    const statement: BatchedSelect<unknown> = {
      _: { dialect: 'sqlite', result: [] },
      _prepare: () => ({
        getQuery: () => ({ sql: text, params: fillPlaceholders(params, values) }),
        stmt: $client.prepare(text),
        mapResult: ({ results }) => results.map(read),
      }),
    };
    return [name, statement] as const;
  });
  return Object.fromEntries(bound) as { [Name in keyof Named]: BatchedSelect<RowOf<Named[Name]>> };
}

/** Runs prepared selects with the same placeholder values and returns their rows by name; one round trip. */
export async function runPreparedSelects<Named extends Selects>(
  { $client }: Database,
  selects: Named,
  values: RawRow,
): Promise<{ [Name in keyof Named]: RowOf<Named[Name]>[] }> {
  const prepared = Object.entries(selects).map(([name, select]) => [name, select()] as const);
  const results = await $client.batch<RawRow>(
    prepared.map(([, { text, params }]) => $client.prepare(text).bind(...fillPlaceholders(params, values))),
  );
  const rows = prepared.map(([name, { read }], i) => [name, results[i]?.results.map((raw) => read(raw)) ?? []]);
  return Object.fromEntries(rows);
}
