import { isSameText } from '../words/is-same-text';

/** The words that opt out in every account (flows.md), and those that opt in again. */
const OPT_OUT_WORDS = ['STOP', 'BASTA', 'CANCELLAMI'];
const OPT_IN_WORDS = ['START', 'ISCRIVIMI'];

export type ConsentWords = { optOutWords: string[]; optInWords: string[] };

const matchesAnyWord = (said: (string | null)[], words: string[]): boolean =>
  said.some((text) => text !== null && words.some((word) => isSameText(word, text)));

/** Whether a customer opts out or in by what they wrote, or by the button that they pressed; null for anything else. */
export function consentOf(texts: (string | null)[], words: ConsentWords): 'out' | 'in' | null {
  if (matchesAnyWord(texts, [...OPT_OUT_WORDS, ...words.optOutWords])) return 'out';
  return matchesAnyWord(texts, [...OPT_IN_WORDS, ...words.optInWords]) ? 'in' : null;
}
