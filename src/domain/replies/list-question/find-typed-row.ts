import { normalizeText } from '../../words/normalize-text';

type Row = { id: string; title: string };

/** Shorter titles are not searched for inside a text: they would match by chance. */
const MIN_TITLE_IN_TEXT = 3;

const ORDINALS = [
  ['primo', 'prima', 'first'],
  ['secondo', 'seconda', 'second'],
  ['terzo', 'terza', 'third'],
  ['quarto', 'quarta', 'fourth'],
  ['quinto', 'quinta', 'fifth'],
  ['sesto', 'sesta', 'sixth'],
  ['settimo', 'settima', 'seventh'],
  ['ottavo', 'ottava', 'eighth'],
  ['nono', 'nona', 'ninth'],
  ['decimo', 'decima', 'tenth'],
];
const POSITION = /^(?:(?:il|la|the)\s)?(?:(?:n|nr|no|numero|number)\s)?([\p{L}\p{N}]+)$/u;

function positionOf(words: string): number | null {
  const word = POSITION.exec(words)?.[1];
  if (word === undefined) return null;
  const ordinal = ORDINALS.findIndex((names) => names.includes(word));
  if (ordinal >= 0) return ordinal;
  return /^\d{1,2}$/.test(word) ? Number(word) - 1 : null;
}

const idOfOnlyRow = (rows: Row[]): string | null => (rows.length === 1 ? (rows[0]?.id ?? null) : null);

/**
 * Returns the id of the row that a customer typed instead of tapping: by its title, its position, or a title within the text.
 * Returns null for no row or more than one.
 */
export function findTypedRow(rows: Row[], text: string): string | null {
  const words = normalizeText(text);
  if (words === '') return null;
  const titled = rows.map((row) => ({ ...row, title: normalizeText(row.title) }));
  const exact = titled.filter(({ title }) => title === words);
  if (exact.length > 0) return idOfOnlyRow(exact);
  const position = positionOf(words);
  if (position !== null) return rows[position]?.id ?? null;
  return idOfOnlyRow(
    titled.filter(({ title }) => title.length >= MIN_TITLE_IN_TEXT && ` ${words} `.includes(` ${title} `)),
  );
}
