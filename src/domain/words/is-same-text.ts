import { normalizeText } from './normalize-text';

/**
 * Returns whether two texts have the same words, regardless of case, accents, punctuation and spacing (`Sì!` equals `si`), or
 * the same symbols where they have no words. A blank text equals nothing.
 */
export function isSameText(a: string, b: string): boolean {
  const plain = normalizeText(a);
  return plain !== '' && plain === normalizeText(b);
}
