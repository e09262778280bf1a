import { Column, fillPlaceholders, type Query, type SQL } from 'drizzle-orm';
import type { Database } from './database';

type Raw = Record<string, unknown>;
type Field = Column | SQL.Aliased;
type Select = { toSQL(): Query; _: { selectedFields: Record<string, unknown>; result: Raw[] } };

/** How a column's value is read; null for one that D1 gives as it is. */
const decoderOf = (field: Field): ((value: unknown) => unknown) | null =>
  field instanceof Column && field.mapFromDriverValue !== Column.prototype.mapFromDriverValue
    ? (value) => field.mapFromDriverValue(value)
    : null;

/** A select whose text is kept, and how its rows are read. */
export type KeptSelect<Row> = { text: string; params: unknown[]; read: (raw: Raw) => Row };

/**
 * A select of columns (not of whole tables side by side) whose text is made once in the isolate, with placeholders for its
 * values: on a warm read, building statements and mapping rows by drizzle cost more CPU than all the rest of ours.
 */
export function keptSelect<Kept extends Select>(query: Kept): KeptSelect<Kept['_']['result'][number]> {
  const { sql, params } = query.toSQL();
  const fields = Object.entries(query._.selectedFields as Record<string, Field>).map(([key, field]) => ({
    key,
    name: field instanceof Column ? field.name : field.fieldAlias,
    decode: decoderOf(field),
  }));
  return {
    text: sql,
    params,
    read(raw) {
      const row: Raw = {};
      for (const { key, name, decode } of fields) {
        const value = raw[name];
        row[key] = value === null || decode === null ? value : decode(value);
      }
      return row;
    },
  };
}

/** The rows of several kept selects, with the same values for their placeholders; one round trip. */
export async function selectAll<Selects extends Record<string, KeptSelect<unknown>>>(
  { $client }: Database,
  selects: Selects,
  values: Raw,
): Promise<{ [Name in keyof Selects]: ReturnType<Selects[Name]['read']>[] }> {
  const kept = Object.entries(selects);
  const results = await $client.batch<Raw>(
    kept.map(([, { text, params }]) => $client.prepare(text).bind(...fillPlaceholders(params, values))),
  );
  const rows = kept.map(([name, { read }], i) => [name, results[i]?.results.map((raw) => read(raw)) ?? []]);
  return Object.fromEntries(rows);
}
