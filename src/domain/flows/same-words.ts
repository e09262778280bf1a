const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** Whether two texts are the same words, whatever their case, accents, punctuation and spacing (`Sì!` is `si`). */
export const sameWords = (a: string, b: string): boolean => plain(a) === plain(b);
