import { isDetail } from './address-details';
import { houseNumberEnd } from './house-number';
import { isGermanStreet, isNumberedRoad, kindLength, type StreetKind, streetKind, zoneLength } from './street-kinds';
import type { Token } from './tokens';

const MAX_NAME_WORDS = 8;
/** "La via è Garibaldi 3" */
const COPULAS = new Set(['è', 'é', "e'", 'sarebbe']);
/** Words before a time or a distance. */
const BEFORE_TIME = new Set('al alle allo circa dal dalle fino il le verso'.split(' '));
const JOINING = new Set(
  'a ad ai al alla alle allo da dal dei del della delle dello di d in il la le lo i l e con'.split(' '),
);

/** What follows the name of an industrial estate. */
const LOTS = new Set(['lotto', 'capannone']);

export type Street = {
  /** The position of its first token and of the first one after it. */
  start: number;
  end: number;
  /** The street's words and its number. */
  tokens: Token[];
  kind: StreetKind;
  hasNumber: boolean;
};

const isZip = (key: string): boolean => /^(?:i-?|it-?)?\d{5}$/.test(key) || key === 'cap';
const letters = (key: string): number => key.replace(/[^\p{L}]/gu, '').length;
const isCareOf = (key: string): boolean => key === 'c/o' || key === 'presso' || key.startsWith('citofon');

/** Via 4 Novembre, Piazza 1° Maggio: a number before a word is part of the name. */
function isNumberInName(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at + 1];
  return /^\d/.test(tokens[at]?.key ?? '') && next !== undefined && !next.isFirst && letters(next.key) > 3;
}

/** Returns the first token after the name of a street; null if it has no name or an impossibly long one. */
function nameEnd(tokens: readonly Token[], start: number, kind: StreetKind): number | null {
  let at = start;
  for (; at < tokens.length; at += 1) {
    const { key, isFirst } = tokens[at] as Token;
    if ((at > start && isFirst) || isZip(key) || isCareOf(key)) break;
    if (kind !== 'street' && streetKind(key) === 'street') break;
    // "Via Leonardo da Vinci piano 3", but not "Via della Scala 5".
    if (at > start && isDetail(tokens, at) && !JOINING.has(tokens[at - 1]?.key ?? '')) break;
    if (!(at === start && isNumberInName(tokens, at)) && houseNumberEnd(tokens, at) !== null) break;
    if (at - start === MAX_NAME_WORDS) return null;
  }
  return tokens.slice(start, at).some(({ key }) => letters(key) > 1 && !JOINING.has(key)) ? at : null;
}

function streetAt(tokens: readonly Token[], start: number, kind: StreetKind): Street | null {
  const keys = tokens.slice(start, start + 3).map(({ key }) => key);
  const isGerman = isGermanStreet(keys[0] ?? '');
  const afterKind = start + kindLength(keys);
  const nameStart = afterKind + (COPULAS.has(tokens[afterKind]?.text.toLowerCase() ?? '') ? 1 : 0);
  if (nameStart > afterKind && streetKind(tokens[nameStart]?.key ?? '') !== null) return null;
  // SS and SP are provinces as well.
  if (/^s[spr]$/.test(keys[0] ?? '') && afterKind === start + 1) return null;
  const isComplete = isGerman || isNumberedRoad(keys.slice(0, afterKind - start)) || zoneLength(keys) > 0;
  const isBareZone = zoneLength(keys) > 0 && tokens[nameStart]?.isFirst === true && !LOTS.has(tokens[nameStart].key);
  const afterName =
    isGerman || isBareZone ? afterKind : (nameEnd(tokens, nameStart, kind) ?? (isComplete ? afterKind : null));
  if (afterName === null) return null;
  const afterNumber = houseNumberEnd(tokens, afterName);
  // "Strada chiusa al km 12", "via libera fino alle 12": no number of a house.
  if (afterNumber !== null && afterName > nameStart && BEFORE_TIME.has(tokens[afterName - 1]?.key ?? '')) return null;
  const end = afterNumber ?? afterName;
  const own = [...tokens.slice(start, afterKind), ...tokens.slice(nameStart, end)];
  return { start, end, tokens: own, kind, hasNumber: afterNumber !== null };
}

const MAX_NUMBER_WORDS = 3;

/** Returns the street with a number that is written before it, at the start of a line or after punctuation: `3 Via Roma`. */
function withNumberBefore(tokens: readonly Token[], street: Street, from: number): Street {
  if (street.hasNumber || street.kind !== 'street') return street;
  for (let start = street.start - 1; start >= Math.max(from, street.start - MAX_NUMBER_WORDS); start -= 1) {
    const isNumber = tokens[start]?.isFirst && /^\d{1,3}(?!\d)|^n/.test(tokens[start]?.key ?? '');
    if (!isNumber || houseNumberEnd(tokens, start) !== street.start) continue;
    return { ...street, start, tokens: [...street.tokens, ...tokens.slice(start, street.start)], hasNumber: true };
  }
  return street;
}

/** Returns the streets, estates and hamlets of a text, in their order. */
export function findStreets(tokens: readonly Token[]): Street[] {
  const streets: Street[] = [];
  for (let at = 0; at < tokens.length; at = Math.max(at + 1, streets.at(-1)?.end ?? 0)) {
    const kind = streetKind(tokens[at]?.key ?? '', tokens[at + 1]?.key);
    const street = kind === null ? null : streetAt(tokens, at, kind);
    // "12011 Borgo San Dalmazzo" is a town.
    const isTown = !tokens[at]?.isFirst && /^\d{4,6}$/.test(tokens[at - 1]?.key ?? '') && !street?.hasNumber;
    if (street && !isTown) streets.push(withNumberBefore(tokens, street, streets.at(-1)?.end ?? 0));
  }
  return streets;
}
