import { isAroundWord } from './prose-words';
import { joinTokens, type Token } from './tokens';
import type { TownDirectory } from './towns/town-directory';
import { townKey } from './towns/town-key';

const MAX_TOWN_WORDS = 7;
const MAX_HAMLET_WORDS = 4;

function isTown(tokens: readonly Token[], directory: TownDirectory): boolean {
  const key = townKey(joinTokens(tokens));
  return /\p{L}{2}/u.test(key) && directory.provincesOfTown([key]).size > 0;
}

/** Returns how many of the first tokens are the name of a town; 0 if none are. */
export function townLength(tokens: readonly Token[], directory: TownDirectory): number {
  const broken = tokens.findIndex(({ isFirst }, at) => at > 0 && isFirst);
  const longest = Math.min(MAX_TOWN_WORDS, broken === -1 ? tokens.length : broken);
  for (let length = longest; length > 0; length -= 1) {
    if (!isTown(tokens.slice(0, length), directory)) continue;
    // "Lecce LE": the last word can be a province, which is a joining word in the name of another town.
    const isSame = townKey(joinTokens(tokens.slice(0, length - 1))) === townKey(joinTokens(tokens.slice(0, length)));
    return length > 1 && isSame ? length - 1 : length;
  }
  return 0;
}

/** Returns how many of the last tokens are the name of a town; 0 if none are. */
export function townLengthBefore(tokens: readonly Token[], directory: TownDirectory): number {
  const longest = Math.max(
    0,
    tokens.length - MAX_TOWN_WORDS,
    tokens.findLastIndex(({ isFirst }) => isFirst),
  );
  for (let start = longest; start < tokens.length; start += 1) {
    const isPreposition = /^(?:a|ad|da|di|in)$/.test(tokens[start]?.key ?? '');
    if (!isPreposition && isTown(tokens.slice(start), directory)) return tokens.length - start;
  }
  return 0;
}

/** Returns how many of the first tokens are words that can be the name of a hamlet. */
export function hamletLength(tokens: readonly Token[]): number {
  const end = tokens.findIndex(
    ({ key, isFirst }, at) => (at > 0 && isFirst) || /\d/.test(key) || (at > 0 && isAroundWord(key)),
  );
  const length = end === -1 ? tokens.length : end;
  return length > MAX_HAMLET_WORDS ? 0 : length;
}

/** Returns how many of the first tokens are the name of a province, not only of a town in one; 0 if none are. */
function provinceLength(tokens: readonly Token[], directory: TownDirectory): number {
  const lengths = [4, 3, 2, 1].filter((length) => !tokens.slice(1, length).some(({ isFirst }) => isFirst));
  const isProvince = (name: string): boolean =>
    (directory.isProvinceCode(name.toUpperCase()) || directory.isProvinceName(name)) &&
    directory.provincesNamed(name).size > 0;
  return lengths.find((length) => isProvince(provinceName(tokens.slice(0, length)))) ?? 0;
}

const provinceName = (tokens: readonly Token[]): string => joinTokens(tokens).replace(/\.$/, '');

/**
 * Returns the province that the first tokens name, and how many they are: `MI`, `prov. di Milano`, or a name that nothing but
 * punctuation follows.
 */
export function readProvince(
  tokens: readonly Token[],
  directory: TownDirectory,
): { name: string; length: number } | null {
  const [first, second] = tokens;
  if (!first) return null;
  if (/^(?:prov|provincia)$/.test(first.key)) {
    const skipped = second?.key === 'di' ? 2 : 1;
    const length = provinceLength(tokens.slice(skipped), directory);
    return length > 0
      ? { name: provinceName(tokens.slice(skipped, skipped + length)), length: skipped + length }
      : null;
  }
  const [text, code] = [provinceName([first]), provinceName([first]).toUpperCase()];
  const isAlone = first.isFirst || !second || second.isFirst || isAroundWord(second.key);
  if (directory.isProvinceCode(code) && (text === code || isAlone)) return { name: code, length: 1 };
  const length = provinceLength(tokens, directory);
  const next = tokens[length];
  return length > 0 && (!next || next.isFirst) ? { name: provinceName(tokens.slice(0, length)), length } : null;
}
