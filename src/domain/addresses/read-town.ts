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
    if (isTown(tokens.slice(0, length), directory)) return length;
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
    if (isTown(tokens.slice(start), directory)) return tokens.length - start;
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

/** Returns the province that the first tokens name, and how many they are: `MI`, `prov. di Milano`, or a name that goes on to the next punctuation. */
export function readProvince(
  tokens: readonly Token[],
  directory: TownDirectory,
): { name: string; length: number } | null {
  const [first, second] = tokens;
  if (!first) return null;
  if (/^(?:prov|provincia)$/.test(first.key)) {
    const skipped = second?.key === 'di' ? 2 : 1;
    const read = readProvince(tokens.slice(skipped), directory);
    return read && { name: read.name, length: read.length + skipped };
  }
  const code = first.text.toUpperCase();
  const isCode = directory.isProvinceCode(code) && (first.text === code || first.isFirst || !second || second.isFirst);
  if (isCode) return { name: code, length: 1 };
  const end = tokens.findIndex(({ isFirst }, at) => at > 0 && isFirst);
  const name = joinTokens(end === -1 ? tokens : tokens.slice(0, end));
  const length = end === -1 ? tokens.length : end;
  return length <= MAX_HAMLET_WORDS && directory.provincesNamed(name).size > 0 ? { name, length } : null;
}
