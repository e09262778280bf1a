import { townLength, townLengthBefore } from './read-town';
import type { Token } from './tokens';
import type { TownDirectory } from './towns/town-directory';

const ZIP = /^(?:i-?|it-?)?\d{5}$/;
const BROKEN_ZIP = /^(?:i-?|it-?)?\d{3,7}$/;
const MAX_BROKEN = 3;
/** Words before a number that is no postal code. */
const OTHER_NUMBER =
  /^(?:ordine|ordini|numero|n|nr|n°|tracking|spedizione|codice|pacco|tel|cell|telefono|cellulare|euro)$/;

/**
 * Returns the position of the postal code among the tokens that nothing else has used; -1 if there is none, null if there are two
 * different ones. A number of another length counts only after the word CAP or beside a known town.
 */
export function findZip(
  tokens: readonly Token[],
  isUsed: (at: number) => boolean,
  directory: TownDirectory,
): number | null {
  const free = [...tokens.keys()].filter((at) => !isUsed(at) && !OTHER_NUMBER.test(tokens[at - 1]?.key ?? ''));
  const zips = free.filter((at) => ZIP.test(tokens[at]?.key ?? ''));
  const different = new Set(zips.map((at) => tokens[at]?.key));
  if (different.size > 1) return null;
  if (zips[0] !== undefined) return zips[0];
  const isLabelled = (at: number): boolean =>
    tokens[at - 1]?.key === 'cap' ||
    townLength(tokens.slice(at + 1), directory) > 0 ||
    (!tokens[at]?.isFirst && townLengthBefore(tokens.slice(0, at), directory) > 0);
  const broken = free.filter((at) => BROKEN_ZIP.test(tokens[at]?.key ?? '')).slice(0, MAX_BROKEN);
  return broken.find(isLabelled) ?? -1;
}
