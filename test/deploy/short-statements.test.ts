import { expect, test } from 'vitest';
import { shortStatements } from '../../scripts/restore/short-statements.ts';

const insert = (text: string, more = '7') => `INSERT INTO "notes" ("id","text","at") VALUES('n1',${text},${more});`;

test('short statements are unchanged, also over several lines', () => {
  const sql = `CREATE TABLE notes (\n  id text\n);\n${insert("'it''s'")}`;
  expect(shortStatements(sql)).toBe(sql);
});

test.each([
  ['texts of one byte', 'x'],
  ['quotes', "''"],
  ['emoji', '👩‍👧'],
  ['texts of three bytes', '€'],
])('a row that is too long is inserted empty and filled in pieces: %s', (_name, unit) => {
  const text = `a${unit.repeat(120_000)}z`;
  const lines = shortStatements(insert(`'${text}'`)).split('\n');
  expect(lines[0]).toBe(insert("''"));
  const pieces = lines.slice(1).map((line) => /\|\| '(.*)' WHERE rowid = \(SELECT max\(rowid\)/.exec(line)?.[1] ?? '?');
  expect(pieces.join('')).toBe(text);
  for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThan(100_000);
  for (const piece of pieces) expect(piece.isWellFormed() && piece.replaceAll("''", '').includes("'")).toBe(false);
});

test('an escaped line break is not cut, and each piece has its own replacement', () => {
  const lines = shortStatements(insert(`replace('${'\\n'.repeat(60_000)}','\\n',char(10))`)).split('\n');
  expect(lines.length).toBeGreaterThan(3);
  for (const line of lines.slice(1)) {
    expect(line).toMatch(/^UPDATE "notes" SET "text" = "text" \|\| replace\('(\\n)+','\\n',char\(10\)\) WHERE/);
  }
});

test('a statement that it cannot parse throws', () => {
  expect(() => shortStatements(`CREATE TABLE ${'x'.repeat(100_000)};`)).toThrow(/not an INSERT/);
  expect(() => shortStatements(insert(`'${'x'.repeat(100_000)}'`, '7,8'))).toThrow(/4 values for 3 columns/);
});
