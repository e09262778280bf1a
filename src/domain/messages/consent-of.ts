import { sameWords } from '../words/same-words';

/** The words that opt out in every account (flows.md), and those that opt in again. */
const OPT_OUT_WORDS = ['STOP', 'BASTA', 'CANCELLAMI'];
const OPT_IN_WORDS = ['START', 'ISCRIVIMI'];

export type ConsentWords = { optOutWords: string[]; optInWords: string[] };

const saidBy = (said: (string | null)[], words: string[]): boolean =>
  said.some((text) => text !== null && words.some((word) => sameWords(word, text)));

/** Whether a customer opts out or in by what they wrote, or by the button that they pressed; null for anything else. */
export function consentOf(said: (string | null)[], words: ConsentWords): 'out' | 'in' | null {
  if (saidBy(said, [...OPT_OUT_WORDS, ...words.optOutWords])) return 'out';
  return saidBy(said, [...OPT_IN_WORDS, ...words.optInWords]) ? 'in' : null;
}
