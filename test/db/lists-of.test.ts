import { expect, test } from 'vitest';
import { jsonChunks } from '../../src/db/sql/database';

/** Returns a row whose JSON has this length. */
const rowOf = (length: number): string => 'x'.repeat(length - 2);

test.each([
  ['few rows stand in one list', [1_000, 1_000, 1_000], [3]],
  ['a list holds 600,000 characters and a comma after each row', [300_000, 299_999, 10], [2, 1]],
  ['a row that would make a list longer begins the next', [250_000, 250_000, 250_000, 250_000], [2, 2]],
  ['a row that is too long stands alone', [10, 700_000, 10], [1, 1, 1]],
  ['no rows are no list', [], []],
])('%s', (_, lengths, counts) => {
  const rows = lengths.map(rowOf);
  const lists = jsonChunks(rows);
  expect(lists.map(({ rows: own }) => own.length)).toEqual(counts);
  expect(lists.flatMap(({ rows: own }) => own)).toEqual(rows);
  for (const { rows: own, json } of lists) expect(json).toBe(JSON.stringify(own));
});
