import { hamletLength, readProvince, townLength, townLengthBefore } from './read-town';
import { joinTokens, type Token } from './tokens';
import type { TownDirectory } from './towns/town-directory';
import { townKeys } from './towns/town-key';

/** The positions of a town's first token and of the first one after it. */
type Span = { start: number; end: number; isKnown: boolean };
export type Place = {
  city: string | null;
  /** A code or a name, as it is written. */
  province: string | null;
  isKnownTown: boolean;
  /** The positions of the tokens that it was read from. */
  used: number[];
};

export type TokenContext = { tokens: readonly Token[]; isUsed: (at: number) => boolean; directory: TownDirectory };

const range = (start: number, end: number): number[] => Array.from({ length: end - start }, (_, at) => start + at);

/** Returns the tokens from a position to the next punctuation or used token. */
function chunkFrom({ tokens, isUsed }: TokenContext, start: number): Token[] {
  let end = start;
  while (end < tokens.length && !isUsed(end) && (end === start || !tokens[end]?.isFirst)) end += 1;
  return tokens.slice(start, end);
}

/** Returns the unused tokens before a position. */
function freeBefore({ tokens, isUsed }: TokenContext, end: number): Token[] {
  let start = end;
  while (start > 0 && !isUsed(start - 1)) start -= 1;
  return tokens.slice(start, end);
}

/** Finds the town of a postal code: after it or before it. */
function townAtZip(context: TokenContext, zip: number): Span | null {
  const { tokens, directory } = context;
  const [after, before] = [chunkFrom(context, zip + 1), freeBefore(context, zip)];
  const [knownAfter, knownBefore] = [townLength(after, directory), townLengthBefore(before, directory)];
  const towns = directory.findZip(tokens[zip]?.key.slice(-5) ?? '')?.towns ?? [];
  const hasZip = (name: readonly Token[]): boolean => {
    const keys = townKeys(joinTokens(name));
    return towns.some((town) => town.keys.some((key) => keys.includes(key)));
  };
  // "Rozzano 20089 Milano", "Milano 20121 MI": what follows is the province.
  const isCode = after.length === 1 && !hasZip(after) && directory.isProvinceCode(after[0]?.text.toUpperCase() ?? '');
  const isProvince = isCode || (!hasZip(after.slice(0, knownAfter)) && hasZip(before.slice(-knownBefore)));
  if (knownAfter > 0 && !isCode && !(knownBefore > 0 && isProvince))
    return { start: zip + 1, end: zip + 1 + knownAfter, isKnown: true };
  if (knownBefore > 0) return { start: zip - knownBefore, end: zip, isKnown: true };
  const hamlet = isCode ? 0 : hamletLength(after);
  if (hamlet > 0) return { start: zip + 1, end: zip + 1 + hamlet, isKnown: false };
  const same = tokens[zip]?.isFirst
    ? []
    : before.slice(
        Math.max(
          0,
          before.findLastIndex(({ isFirst }) => isFirst),
        ),
      );
  return hamletLength(same) === same.length && same.length > 0
    ? { start: zip - same.length, end: zip, isKnown: false }
    : null;
}

const PREPOSITIONS = new Set(['a', 'ad', 'in', 'citta', 'comune', 'di', 'paese']);

/** Finds the town of an address without a postal code: after the street and its details, or right before the street. */
function townAtStreet(context: TokenContext, street: { start: number; end: number }): Span | null {
  const { tokens, isUsed, directory } = context;
  let start = street.end;
  while (start < tokens.length && (isUsed(start) || PREPOSITIONS.has(tokens[start]?.key ?? ''))) start += 1;
  const after = chunkFrom(context, start);
  const known = townLength(after, directory);
  if (known > 0) return { start, end: start + known, isKnown: true };
  const code = after.at(-1)?.text ?? '';
  const hamlet = hamletLength(after.slice(0, -1));
  if (hamlet > 0 && hamlet === after.length - 1 && directory.isProvinceCode(code)) {
    return { start, end: start + hamlet, isKnown: false };
  }
  const before = freeBefore(context, street.start);
  const isSpare = ({ key, text }: Token): boolean =>
    PREPOSITIONS.has(key) || directory.isProvinceCode(text.toUpperCase());
  const spare = before.length - 1 - before.findLastIndex((token) => !isSpare(token));
  const knownBefore = townLengthBefore(before.slice(0, before.length - spare), directory);
  const end = street.start - spare;
  return knownBefore > 0 ? { start: end - knownBefore, end, isKnown: true } : null;
}

/** Reads the town and the province at a postal code, or at the street where `zip` is -1. */
export function readPlace(context: TokenContext, zip: number, street: { start: number; end: number }): Place {
  const { tokens, directory } = context;
  const town = (zip === -1 ? null : townAtZip(context, zip)) ?? townAtStreet(context, street);
  if (!town) return { city: null, province: null, isKnownTown: false, used: [] };
  const atZip = zip !== -1 && town.start !== zip + 1;
  const after = atZip ? zip + 1 : town.end;
  const next = atZip && !readProvince(tokens.slice(after), directory) ? town.end : after;
  const province = context.isUsed(next) ? null : readProvince(tokens.slice(next), directory);
  return {
    city: joinTokens(tokens.slice(town.start, town.end)).replace(/\.$/, ''),
    province: province?.name ?? null,
    isKnownTown: town.isKnown,
    used: [...range(town.start, town.end), ...range(next, next + (province?.length ?? 0))],
  };
}
