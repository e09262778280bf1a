import type { Token } from './tokens';

const NUMBER = /^\d{1,4}(?:[a-z]{1,2}|bis|ter|quater)?(?:[/-](?:\d{1,4}[a-z]?|[a-z]{1,2}|bis|ter))?$/;
const LABELS = new Set(['n', 'n°', 'nº', 'nr', 'num', 'numero', 'civico', 'civ', 'nc']);
const SUFFIXES = new Set(['bis', 'ter', 'quater', 'rosso', 'nero']);
const NO_NUMBER = new Set(['snc', 'sn', 's/n']);
const PREPOSITIONS = new Set(['a', 'e', 'i', 'o']);

/** Returns whether the word after a number belongs to it: `12 bis`, `12 A`, but not `12 a Milano`. */
function isSuffix(tokens: readonly Token[], at: number): boolean {
  const [number, suffix, next] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  if (!suffix || suffix.isFirst) return false;
  if (SUFFIXES.has(suffix.key)) return true;
  if (!/^[a-z]$/.test(suffix.key) || /[a-z]$/.test(number?.key ?? '')) return false;
  return !PREPOSITIONS.has(suffix.key) || !next || next.isFirst || /\d/.test(next.key);
}

/**
 * Returns where a house number that starts at a token ends; null if none starts there. Accepts `12`, `12/A`, `12 bis`, `n. 12`, and
 * what stands for a number: `SNC`, `senza numero civico`, `km 12,300`.
 */
export function houseNumberEnd(tokens: readonly Token[], start: number): number | null {
  const key = (at: number): string => tokens[at]?.key ?? '';
  if (NO_NUMBER.has(key(start)) || /^km\s?\d/.test(key(start))) return start + 1;
  if (key(start) === 'senza' && LABELS.has(key(start + 1))) return start + (LABELS.has(key(start + 2)) ? 3 : 2);
  let at = start;
  while (LABELS.has(key(at)) && at < start + 2) at += 1;
  if (!NUMBER.test(key(at))) return null;
  return isSuffix(tokens, at + 1) ? at + 2 : at + 1;
}
