import { plainWords } from './plain-words';

/** Whether two texts are the same words, whatever their case, accents, punctuation and spacing (`Sì!` is `si`). */
export const sameWords = (a: string, b: string): boolean => plainWords(a) === plainWords(b);
