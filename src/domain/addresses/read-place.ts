import { hamletLength, readProvince, townLength, townLengthBefore } from './read-town';
import { joinTokens, type Token } from './tokens';
import type { TownDirectory } from './towns/town-directory';
import { townKeys } from './towns/town-key';

/** The positions of a town's first token and of the first one after it, and the province that stands between it and its code. */
type Span = { start: number; end: number; isKnown: boolean; province?: string };
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

/** Returns whether a name is one of the towns of the postal code. */
function hasZip({ tokens, directory }: TokenContext, zip: number, name: readonly Token[]): boolean {
  const towns = directory.findZip(tokens[zip]?.key.slice(-5) ?? '')?.towns ?? [];
  const keys = townKeys(joinTokens(name));
  return towns.some((town) => town.keys.some((key) => keys.includes(key)));
}

/** Finds the town that the last tokens before a postal code name, also with its province: `bologna bo 40121`. */
function townBefore({ tokens, directory }: TokenContext, before: readonly Token[], zip: number): Span | null {
  const code = (before.at(-1)?.text ?? '').toUpperCase();
  if (directory.isProvinceCode(code)) {
    const length = townLengthBefore(before.slice(0, -1), directory);
    if (length > 0) return { start: zip - 1 - length, end: zip - 1, isKnown: true, province: code };
  }
  const known = townLengthBefore(before, directory);
  if (known > 0) return { start: zip - known, end: zip, isKnown: true };
  if (tokens[zip]?.isFirst) return null;
  const line = Math.max(
    0,
    before.findLastIndex(({ isFirst }) => isFirst),
  );
  const [same, isCode] = [before.slice(line), before.length - line > 1 && directory.isProvinceCode(code)];
  const name = isCode ? same.slice(0, -1) : same;
  if (name.length === 0 || hamletLength(name) !== name.length) return null;
  const start = zip - same.length;
  return { start, end: start + name.length, isKnown: false, ...(isCode ? { province: code } : {}) };
}

/** Finds the town of a postal code: after it or before it. */
function townAtZip(context: TokenContext, zip: number): Span | null {
  const { tokens, directory } = context;
  const after = chunkFrom(context, zip + 1);
  const before = townBefore(context, freeBefore(context, zip), zip);
  const known = townLength(after, directory);
  const isOfZip = (name: readonly Token[]): boolean => hasZip(context, zip, name);
  // "Rozzano 20089 Milano", "Milano 20121 MI": what follows is the province.
  const isCode = after.length === 1 && !isOfZip(after) && directory.isProvinceCode(after[0]?.text.toUpperCase() ?? '');
  const isBefore = before?.isKnown === true;
  const isProvince = isBefore && !isOfZip(after.slice(0, known)) && isOfZip(tokens.slice(before.start, before.end));
  if (known > 0 && !isCode && !isProvince) return { start: zip + 1, end: zip + 1 + known, isKnown: true };
  if (isBefore) return before;
  const hamlet = isCode ? 0 : hamletLength(after);
  return hamlet > 0 ? { start: zip + 1, end: zip + 1 + hamlet, isKnown: false } : before;
}

const PREPOSITIONS = new Set(['a', 'ad', 'in', 'citta', 'comune', 'di', 'paese']);

/** Finds the town that stands right before the street. */
function townBeforeStreet(context: TokenContext, street: { start: number }): Span | null {
  const { directory } = context;
  const before = freeBefore(context, street.start);
  const isSpare = ({ key, text }: Token): boolean =>
    PREPOSITIONS.has(key) || directory.isProvinceCode(text.toUpperCase());
  const spare = before.length - 1 - before.findLastIndex((token) => !isSpare(token));
  const known = townLengthBefore(before.slice(0, before.length - spare), directory);
  const end = street.start - spare;
  return known > 0 ? { start: end - known, end, isKnown: true } : null;
}

/** Finds the town of an address without a town at its postal code: after the street and its details, or right before the street. */
function townAtStreet(context: TokenContext, zip: number, street: { start: number; end: number }): Span | null {
  const { tokens, isUsed, directory } = context;
  let start = street.end;
  while (start < tokens.length && (isUsed(start) || PREPOSITIONS.has(tokens[start]?.key ?? ''))) start += 1;
  const after = chunkFrom(context, start);
  const known = townLength(after, directory);
  const found: Span | null = known > 0 ? { start, end: start + known, isKnown: true } : null;
  // "Roma, Via Dante 3, Fiumicino, 00121": the town is the one of the postal code.
  if (found && (zip === -1 || hasZip(context, zip, after.slice(0, known)))) return found;
  const before = townBeforeStreet(context, street);
  if (found) return before && hasZip(context, zip, tokens.slice(before.start, before.end)) ? before : found;
  const code = after.at(-1)?.text ?? '';
  const hamlet = hamletLength(after.slice(0, -1));
  return hamlet > 0 && hamlet === after.length - 1 && directory.isProvinceCode(code)
    ? { start, end: start + hamlet, isKnown: false }
    : before;
}

/** Reads the town and the province at a postal code, or at the street where `zip` is -1. */
export function readPlace(context: TokenContext, zip: number, street: { start: number; end: number }): Place {
  const { tokens, directory } = context;
  const town = (zip === -1 ? null : townAtZip(context, zip)) ?? townAtStreet(context, zip, street);
  if (!town) return { city: null, province: null, isKnownTown: false, used: [] };
  const isAfterZip = town.start === zip + 1;
  const after = zip !== -1 && !isAfterZip ? zip + 1 : town.end;
  const next = after !== town.end && !readProvince(tokens.slice(after), directory) ? town.end : after;
  const read =
    town.province === undefined && !context.isUsed(next) ? readProvince(tokens.slice(next), directory) : null;
  const province = town.province === undefined ? read : { name: town.province, length: 1 };
  const from = town.province === undefined ? next : town.end;
  return {
    city: joinTokens(tokens.slice(town.start, town.end)).replace(/\.$/, ''),
    province: province?.name ?? null,
    isKnownTown: town.isKnown,
    used: [...range(town.start, town.end), ...range(from, from + (province?.length ?? 0))],
  };
}
