import { normalizeText } from './normalize-text';

/**
 * Whether two texts are the same words, whatever their case, accents, punctuation and spacing (`Sì!` is `si`), or the same
 * signs where they have no words. A blank text equals nothing.
 */
export function isSameText(a: string, b: string): boolean {
  const plain = normalizeText(a);
  return plain !== '' && plain === normalizeText(b);
}
