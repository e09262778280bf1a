import { isSameText } from '../words/is-same-text';

/** Words that opt a customer out, or in again, in every account. */
const OPT_OUT_WORDS = ['STOP', 'BASTA', 'CANCELLAMI'];
const OPT_IN_WORDS = ['START', 'ISCRIVIMI'];

export type ConsentWords = { optOutWords: string[]; optInWords: string[] };

const matchesAnyWord = (texts: (string | null)[], words: string[]): boolean =>
  texts.some((text) => text !== null && words.some((word) => isSameText(word, text)));

/** Returns whether a message's texts (what was written, the button pressed) opt the customer out or in; null if neither. */
export function readConsentWord(texts: (string | null)[], words: ConsentWords): 'out' | 'in' | null {
  if (matchesAnyWord(texts, [...OPT_OUT_WORDS, ...words.optOutWords])) return 'out';
  return matchesAnyWord(texts, [...OPT_IN_WORDS, ...words.optInWords]) ? 'in' : null;
}
