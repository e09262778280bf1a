import type { PromiseRow } from './promise-row.ts';

const SHOWN = 10;

/** Names what was lost or done twice, the first of each promise; returns whether every promise was kept. */
export function printBroken(rows: PromiseRow[]): boolean {
  const broken = rows.filter(({ lost, twice }) => lost.length + twice.length > 0);
  for (const { promise, lost, twice } of broken) {
    for (const name of lost.slice(0, SHOWN)) console.log(`LOST   ${promise}: ${name}`);
    for (const name of twice.slice(0, SHOWN)) console.log(`TWICE  ${promise}: ${name}`);
  }
  return broken.length === 0;
}
