import { normalizeText } from './normalize-text';

export const BLANK_WORD_MESSAGE = 'This must contain a letter, digit or symbol';

/** Returns whether a word is blank, so that it could never equal a customer's text. */
export const isBlankWord = (word: string): boolean => normalizeText(word) === '';
