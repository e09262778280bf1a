import type { Token } from './tokens';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** What a courier needs inside the building, followed by a number or letter. */
const UNITS = words('scala sc interno int piano p palazzina pal edificio ed lotto appartamento app appto blocco');
/** What is followed by a name. */
const NAMES = words('citofono citofonare campanello c/o presso condominio cond');
const VALUE =
  /^(?:[a-z]|\d{1,4}[°ºa-z]?|[a-z]\d{1,3}|\d{1,3}\/[a-z\d]{1,3}|[ivx]{1,5}|terra|rialzato|terreno|seminterrato|destra|sinistra|unica)$/;
const FLOOR = /^(?:\d{1,2}[°º]?|primo|secondo|terzo|quarto|quinto|sesto|settimo|ottavo|nono|decimo|ultimo)$/;
const MAX_NAME_WORDS = 5;

/** Returns the position of a unit's number or letter: `int. 5`, `int. n. 5`. */
function valueAt(tokens: readonly Token[], unit: number): number {
  const [label, value] = [tokens[unit + 1], tokens[unit + 2]];
  return /^n[r°º]?$/.test(label?.key ?? '') && /^\d/.test(value?.key ?? '') && !value?.isFirst ? unit + 2 : unit + 1;
}

/** Returns whether a detail such as `scala B`, `3° piano` or `c/o Rossi` starts at a token. */
export function isDetail(tokens: readonly Token[], at: number): boolean {
  const [key, next] = [tokens[at]?.key ?? '', tokens[at + 1]];
  if (!next) return false;
  if (NAMES.has(key)) return true;
  if (next.isFirst) return false;
  // "Via Roma 12 p. 2", but not "Via Giovanni P. 5".
  const before = tokens[at - 1]?.key ?? '';
  if (key === 'p' && !tokens[at]?.isFirst && !VALUE.test(before) && !/^\d/.test(before)) return false;
  if (FLOOR.test(key)) return next.key === 'piano';
  const value = tokens[valueAt(tokens, at)]?.key ?? '';
  return UNITS.has(key) && (VALUE.test(value) || FLOOR.test(value));
}

/** Returns where the detail that starts at a token ends. A name ends where `isEnd` holds. */
export function detailEnd(tokens: readonly Token[], start: number, isEnd: (at: number) => boolean): number {
  if (!NAMES.has(tokens[start]?.key ?? '')) return valueAt(tokens, start) + 1;
  let at = start + 1;
  const goesOn = (token: Token | undefined): boolean =>
    token !== undefined && (at === start + 1 || !token.isFirst) && at - start <= MAX_NAME_WORDS;
  while (goesOn(tokens[at]) && !isEnd(at) && !isDetail(tokens, at)) at += 1;
  return at;
}
