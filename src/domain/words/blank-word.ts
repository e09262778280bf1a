import { normalizeText } from './normalize-text';

export const BLANK_WORD_MESSAGE = 'This must contain a letter, digit or symbol';

/** Whether a word that is to be compared with what a customer writes equals nothing, since it is blank. */
export const isBlankWord = (word: string): boolean => normalizeText(word) === '';
