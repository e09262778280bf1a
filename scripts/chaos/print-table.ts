import type { PromiseRow } from './promise-row.ts';

const SHOWN = 10;

/** Prints how each promise was kept, as Markdown, and names what was not; false where one is broken. */
export function printTable(rows: PromiseRow[]): boolean {
  const cells = [
    ['promise', 'promised', 'kept', 'lost', 'twice'],
    ...rows.map(({ promise, promised, kept, lost, twice }) => [
      promise,
      ...[promised, kept, lost.length, twice.length].map(String),
    ]),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]) => {
    const padded = row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)));
    return `| ${padded.join(' | ')} |`;
  };
  const [head = [], ...body] = cells;
  console.log(line(head));
  console.log(line(widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))));
  for (const row of body) console.log(line(row));
  const broken = rows.filter(({ lost, twice }) => lost.length + twice.length > 0);
  for (const { promise, lost, twice } of broken) {
    for (const name of lost.slice(0, SHOWN)) console.log(`LOST   ${promise}: ${name}`);
    for (const name of twice.slice(0, SHOWN)) console.log(`TWICE  ${promise}: ${name}`);
  }
  return broken.length === 0;
}
