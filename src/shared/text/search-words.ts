/** More words of one message are not found: a word of a conversation costs three rows. */
const MAX_WORDS = 24;
const MAX_WORD_LENGTH = 32;
const MIN_WORD_LENGTH = 2;
const MAX_TEXT_LENGTH = 4_096;
const MAX_TERMS = 6;
/** A phone number as people write it. */
const PHONE = /^\+?[\d\s()./-]+$/;

const splitWords = (text: string): string[] => {
  const plain = text.slice(0, MAX_TEXT_LENGTH).normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const words = plain.split(/[^\p{L}\p{N}]+/u).map((word) => Array.from(word).slice(0, MAX_WORD_LENGTH).join(''));
  return [...new Set(words)].filter((word) => word.length >= MIN_WORD_LENGTH);
};

/** Returns the words by which texts are found: in lower case, without accents, the first 24 of at least two characters. */
export const wordsOf = (...texts: (string | null)[]): string[] =>
  [...new Set(texts.flatMap((text) => splitWords(text ?? '')))].slice(0, MAX_WORDS);

/**
 * Returns the beginnings of words that a query asks for, the longest first. A phone number is one word, without its plus or
 * double zero. Empty if the query has no word of two characters.
 */
export function searchTerms(query: string): string[] {
  const digits = query.replaceAll(/\D/g, '').replace(/^00/, '');
  const terms = PHONE.test(query.trim()) && digits.length >= MIN_WORD_LENGTH ? [digits] : splitWords(query);
  return terms.toSorted((a, b) => b.length - a.length).slice(0, MAX_TERMS);
}
