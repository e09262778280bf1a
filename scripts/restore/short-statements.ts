/** D1 accepts statements of 100,000 bytes; this leaves room for the names and the condition of a row. */
const MAX_BYTES = 90_000;
/** In UTF-16 units, which take 3 bytes at most. */
const MAX_PIECE = 25_000;

const INSERT = /^INSERT INTO ("(?:[^"]|"")+") \((.+?)\) VALUES\((.*)\);$/s;
/** A value in an export: a text (line breaks are escaped inside `replace`), a number, null or bytes. */
const VALUE = /((?:replace\()*)('(?:[^']|'')*')((?:,'\\[nr]',char\(1[03]\)\))*)|[^,]+/gy;
/** The units of a literal; it may be split between them: a doubled quote, an escaped line break, a code point. */
const UNIT = /''|\\[nr]|[^']/gu;

type Value = { sql: string; text?: string; wrap(literal: string): string };

function valuesOf(list: string): Value[] {
  const values: Value[] = [];
  for (let at = 0; at < list.length; at = VALUE.lastIndex + 1) {
    VALUE.lastIndex = at;
    const match = VALUE.exec(list);
    const end = list[VALUE.lastIndex];
    if (!match || (end !== ',' && end !== undefined))
      throw new Error(`not a value of an export: ${list.slice(at, at + 80)}`);
    const [sql, before = '', literal, after = ''] = match;
    values.push({ sql, text: literal?.slice(1, -1), wrap: (piece) => `${before}'${piece}'${after}` });
  }
  return values;
}

function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const [unit] of text.matchAll(UNIT)) {
    if (piece.length + unit.length > MAX_PIECE) {
      pieces.push(piece);
      piece = '';
    }
    piece += unit;
  }
  return [...pieces, piece];
}

function shorten(statement: string): string[] {
  const [, table, columns, list] = INSERT.exec(statement) ?? [];
  if (table === undefined || columns === undefined || list === undefined) {
    throw new Error(`too long, and not an INSERT of one row: ${statement.slice(0, 80)}`);
  }
  const names = columns.split(',');
  const values = valuesOf(list);
  if (names.length !== values.length)
    throw new Error(`${values.length} values for ${names.length} columns of ${table}`);
  const updates: string[] = [];
  let bytes = Buffer.byteLength(statement);
  const longest = values.toSorted((a, b) => (b.text?.length ?? 0) - (a.text?.length ?? 0));
  for (const value of longest) {
    if (bytes <= MAX_BYTES) break;
    if (value.text === undefined) throw new Error(`a row of ${table} is too long without its texts`);
    const column = names[values.indexOf(value)];
    for (const piece of piecesOf(value.text)) {
      // An export is in the order of rowids, so the highest is the row just inserted.
      const newest = `rowid = (SELECT max(rowid) FROM ${table})`;
      updates.push(`UPDATE ${table} SET ${column} = ${column} || ${value.wrap(piece)} WHERE ${newest};`);
    }
    bytes -= Buffer.byteLength(value.sql) - 2;
    value.sql = "''";
  }
  return [`INSERT INTO ${table} (${columns}) VALUES(${values.map(({ sql }) => sql).join(',')});`, ...updates];
}

/**
 * Makes an export of D1 importable: a row that exceeds the length of a statement is inserted with an empty text, which
 * UPDATEs then fill piece by piece. An export has each INSERT on a line of its own. Throws for statements it cannot parse.
 */
export function shortStatements(exported: string): string {
  return exported
    .split('\n')
    .flatMap((line) => (Buffer.byteLength(line) > MAX_BYTES ? shorten(line) : [line]))
    .join('\n');
}
