import { normalizeText } from '../words/normalize-text';
import { COD_NAMES, CODE_QUALIFIERS, NEGATIONS, RECEIPT_EXCLUSIONS, RECEIPT_NAMES } from './cod-names';

/** Letters that are not a base letter with an accent, but are often written as one. */
const BASE_LETTERS: Record<string, string> = { ł: 'l', ø: 'o', đ: 'd', ħ: 'h', ı: 'i', ß: 'ss', æ: 'ae', œ: 'oe' };

/** Normalizes a name to words, as replies are compared, and without strokes: `Płatność` becomes `platnosc`. */
const wordsOf = (name: string): string =>
  normalizeText(name).replaceAll(/[łøđħıßæœ]/g, (letter) => BASE_LETTERS[letter] ?? '');

const anyOf = (names: string[]): string =>
  names.map((name) => name.replaceAll('*', '\\p{L}*').replaceAll(' ', ' ?')).join('|');
/** Matches whole words only: not `cod` in `codice`. */
const whole = (source: string): RegExp => new RegExp(`(?<![^ ])(?:${source})(?![^ ])`, 'u');

/** Not `C.O.D.E.`, which is "code" with points; an `e` before another word is Italian for "and". */
const COD = `(?:cod|c o d(?! e$))(?! (?:${anyOf(CODE_QUALIFIERS)})(?![^ ]))`;
const ALWAYS = `${COD}|${anyOf(COD_NAMES)}`;
const ALWAYS_COD = whole(ALWAYS);
const ON_RECEIPT = whole(anyOf(RECEIPT_NAMES));
const NOT_A_PARCEL = whole(anyOf(RECEIPT_EXCLUSIONS));
const DENIED = whole(`(?:${anyOf(NEGATIONS)}) (?:in |per |di |de |en )?(?:${ALWAYS})|(?:${ALWAYS}) nelkul`);

/**
 * Whether a shop's payment method is cash on delivery: it has one of the usual names in the languages of the European Union,
 * or one of the account's own names. Case, accents and punctuation do not count.
 */
export function isCashOnDelivery(paymentMethod: string, codNames: string[]): boolean {
  const name = wordsOf(paymentMethod);
  if (name === '') return false;
  if (codNames.some((own) => wordsOf(own) === name)) return true;
  if (DENIED.test(name)) return false;
  return ALWAYS_COD.test(name) || (ON_RECEIPT.test(name) && !NOT_A_PARCEL.test(name));
}
