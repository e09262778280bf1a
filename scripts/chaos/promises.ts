import { markdownTable } from '../local/markdown-table.ts';

const MAX_SHOWN = 10;

/** How one promise was kept. `lost` and `extra` name the exceptions; `extra` holds duplicates and names that were not promised. */
export type PromiseRow = { promise: string; promised: number; kept: number; lost: string[]; extra: string[] };

/** Compares promised names, each unique, with the names that were found. */
export function compareRow(promise: string, promised: Iterable<string>, found: Iterable<string>): PromiseRow {
  const wanted = new Set(promised);
  const times = new Map<string, number>();
  for (const name of found) times.set(name, (times.get(name) ?? 0) + 1);
  const lost = [...wanted].filter((name) => !times.has(name));
  const extra = [...times].filter(([name, count]) => count > 1 || !wanted.has(name)).map(([name]) => name);
  const kept = [...wanted].filter((name) => times.get(name) === 1).length;
  return { promise, promised: wanted.size, kept, lost, extra };
}

/** Returns the row of a promise that is kept or not, and cannot be kept twice. */
export const checkRow = (promise: string, promised: string[], isKept: (name: string) => boolean): PromiseRow =>
  compareRow(promise, promised, promised.filter(isKept));

/** Prints the rows as a table, then the names of the exceptions; returns whether every promise was kept. */
export function printPromises(rows: PromiseRow[]): boolean {
  const cells = rows.map(({ promise, promised, kept, lost, extra }) => [
    promise,
    ...[promised, kept, lost.length, extra.length].map(String),
  ]);
  console.log(markdownTable(['promise', 'promised', 'kept', 'lost', 'extra'], cells));
  for (const { promise, lost, extra } of rows) {
    for (const name of lost.slice(0, MAX_SHOWN)) console.log(`LOST   ${promise}: ${name}`);
    for (const name of extra.slice(0, MAX_SHOWN)) console.log(`EXTRA  ${promise}: ${name}`);
  }
  return rows.every(({ lost, extra }) => lost.length + extra.length === 0);
}
