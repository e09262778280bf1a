import { normalizeText } from '../words/normalize-text';
import { COD_NAMES, CODE_QUALIFIERS, NEGATIONS, RECEIPT_EXCLUSIONS, RECEIPT_NAMES } from './cod-names';

/** Letters that are no base letter with an accent, and are written without their stroke as often as with it. */
const BASE_LETTERS: Record<string, string> = { ł: 'l', ø: 'o', đ: 'd', ħ: 'h', ı: 'i', ß: 'ss', æ: 'ae', œ: 'oe' };

/** A name as words alone, as replies are compared, and without strokes: `Płatność` is `platnosc`. */
const wordsOf = (name: string): string =>
  normalizeText(name).replaceAll(/[łøđħıßæœ]/g, (letter) => BASE_LETTERS[letter] ?? '');

const anyOf = (names: string[]): string =>
  names.map((name) => name.replaceAll('*', '\\p{L}*').replaceAll(' ', ' ?')).join('|');
/** Whole words only: no `cod` in `codice`. */
const whole = (source: string): RegExp => new RegExp(`(?<![^ ])(?:${source})(?![^ ])`, 'u');

/** `C.O.D.E.` is "code" with points; an `e` before another word is Italian for "and". */
const COD = `(?:cod|c o d(?! e$))(?! (?:${anyOf(CODE_QUALIFIERS)})(?![^ ]))`;
const ALWAYS = `${COD}|${anyOf(COD_NAMES)}`;
const ALWAYS_COD = whole(ALWAYS);
const ON_RECEIPT = whole(anyOf(RECEIPT_NAMES));
const NOT_A_PARCEL = whole(anyOf(RECEIPT_EXCLUSIONS));
const DENIED = whole(`(?:${anyOf(NEGATIONS)}) (?:in |per |di |de |en )?(?:${ALWAYS})|(?:${ALWAYS}) nelkul`);

/**
 * Whether a payment method, as a shop names it, is cash on delivery: by its usual names in the languages of the European
 * Union, or because it is one of the account's own names, compared as words without case, accents and punctuation.
 */
export function isCashOnDelivery(paymentMethod: string, ownNames: string[]): boolean {
  const name = wordsOf(paymentMethod);
  if (name === '') return false;
  if (ownNames.some((own) => wordsOf(own) === name)) return true;
  if (DENIED.test(name)) return false;
  return ALWAYS_COD.test(name) || (ON_RECEIPT.test(name) && !NOT_A_PARCEL.test(name));
}
