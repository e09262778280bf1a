import { plainWords } from './plain-words';

export const BLANK_WORD = 'This has no letter or sign: write a word';

/** Whether a word that is to be compared with what a customer writes equals nothing, since it is blank. */
export const isBlankWord = (word: string): boolean => plainWords(word) === '';
