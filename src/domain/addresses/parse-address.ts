import { detailEnd, isDetail } from './address-details';
import { findStreets, type Street } from './find-streets';
import { findZip } from './find-zip';
import { houseNumberEnd } from './house-number';
import { isAroundWord, isCountry, isNegated } from './prose-words';
import { type Place, readPlace } from './read-place';
import { isForeignKind } from './street-kinds';
import { joinTokens, type Token, tokenize } from './tokens';
import type { TownDirectory } from './towns/town-directory';

export type ParsedAddress = {
  address1: string;
  address2: string | null;
  zip: string | null;
  city: string | null;
  province: string | null;
};

/** WhatsApp's longest text. */
const MAX_LENGTH = 4_096;
/** An address with a name and a greeting has far fewer. */
const MAX_TOKENS = 80;
const MAX_NAME_WORDS = 6;
const MAX_PROSE_WORDS = 3;
const MAX_STREET_WORDS = 5;

/** Returns the main street: null if there is none, or if two have a number. */
function mainStreet(streets: Street[]): Street | null {
  const real = streets.filter(({ kind }) => kind === 'street');
  const numbered = real.filter(({ hasNumber }) => hasNumber);
  if (numbered.length > 1) return null;
  return numbered[0] ?? real[0] ?? streets.find(({ hasNumber }) => hasNumber) ?? streets[0] ?? null;
}

/** Reads a street without its kind, such as `Cannaregio 1234`, from the start of a line. */
function bareStreet(tokens: readonly Token[], zip: number): Street | null {
  const first = tokens.findIndex(({ key }) => !isAroundWord(key));
  for (let start = first; start >= 0 && start < zip; start += 1) {
    if (start > first && !tokens[start]?.isFirst) continue;
    let at = start;
    while (
      at < zip &&
      at - start <= MAX_STREET_WORDS &&
      /^\p{L}+$/u.test(tokens[at]?.key ?? '') &&
      (at === start || !tokens[at]?.isFirst)
    )
      at += 1;
    const end = at > start && at - start <= MAX_STREET_WORDS ? houseNumberEnd(tokens, at) : null;
    if (end !== null && end <= zip)
      return { start, end, tokens: tokens.slice(start, end), kind: 'street', hasNumber: true };
  }
  return null;
}

/** Returns whether the rest of the text lets the parts be the customer's address. */
function isAddress(
  street: Street,
  zip: string | null,
  place: Place,
  rest: readonly Token[],
  directory: TownDirectory,
): boolean {
  const words = rest.filter(({ key }) => !isAroundWord(key));
  if (isNegated(rest) || words.some(isCountry)) return false;
  const prose = words.filter(({ text }) => !/^\p{Lu}/u.test(text));
  const isKnownZip = zip !== null && directory.findZip(zip.slice(-5).padStart(5, '0')) !== null;
  if (isForeignKind(street.tokens[0]?.key ?? '') && !(isKnownZip && place.isKnownTown)) return false;
  if (zip !== null)
    return (
      (isKnownZip || place.isKnownTown || place.province !== null) &&
      prose.length <= MAX_PROSE_WORDS &&
      words.length <= MAX_NAME_WORDS
    );
  const isComplete = street.hasNumber || street.kind === 'hamlet';
  if (place.city !== null) return isComplete && prose.length === 0 && words.length <= MAX_PROSE_WORDS;
  return street.hasNumber && street.kind === 'street' && words.length === 0;
}

/**
 * Parses the text of a customer as an Italian address. Returns null unless the text is little else than an address: a street with
 * a postal code, a street with its number and a known town, or only a street with its number. Linear in the text's length.
 */
export function parseAddress(text: string, directory: TownDirectory): ParsedAddress | null {
  if (text.length > MAX_LENGTH) return null;
  const tokens = tokenize(text);
  if (tokens.length > MAX_TOKENS) return null;
  const streets = findStreets(tokens);
  const used = new Set<number>();
  const use = (start: number, end: number): void => {
    for (let at = start; at < end; at += 1) used.add(at);
  };
  const isUsed = (at: number): boolean => used.has(at);
  for (const { start, end } of streets) use(start, end);

  const details: string[] = [];
  const isZip = (at: number): boolean => /^\d{4,6}$/.test(tokens[at]?.key ?? '') || isUsed(at);
  for (let at = 0; at < tokens.length; at += 1) {
    if (isUsed(at) || !isDetail(tokens, at)) continue;
    const end = detailEnd(tokens, at, isZip);
    details.push(joinTokens(tokens.slice(at, end)));
    use(at, end);
  }

  const zip = findZip(tokens, isUsed, directory);
  const street = streets.length > 0 ? mainStreet(streets) : bareStreet(tokens, zip ?? -1);
  if (zip === null || street === null) return null;
  use(street.start, street.end);
  if (zip !== -1) use(tokens[zip - 1]?.key === 'cap' ? zip - 1 : zip, zip + 1);
  const place = readPlace({ tokens, isUsed, directory }, zip, street);
  for (const at of place.used) used.add(at);

  const zipText = zip === -1 ? null : (tokens[zip]?.text ?? null);
  const rest = tokens.filter((_, at) => !isUsed(at));
  const hasKind = streets.length > 0;
  if (!hasKind && !(place.isKnownTown && directory.findZip(zipText?.slice(-5) ?? ''))) return null;
  if (!isAddress(street, zipText, place, rest, directory)) return null;
  const others = streets.filter((each) => each !== street).map((each) => joinTokens(each.tokens));
  const address2 = [...details, ...others].join(', ');
  return {
    address1: joinTokens(street.tokens),
    address2: address2 === '' ? null : address2,
    zip: zipText,
    city: place.city,
    province: place.province,
  };
}
