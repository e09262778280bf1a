import { plainWords } from './plain-words';

/**
 * Whether two texts are the same words, whatever their case, accents, punctuation and spacing (`Sì!` is `si`), or the same
 * signs where they have no words. A blank text equals nothing.
 */
export function sameWords(a: string, b: string): boolean {
  const plain = plainWords(a);
  return plain !== '' && plain === plainWords(b);
}
