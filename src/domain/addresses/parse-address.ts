import { detailEnd, isDetail } from './address-details';
import { contactPositions } from './contacts';
import { findStreets, type Street } from './find-streets';
import { findZip } from './find-zip';
import { formToText } from './form-to-text';
import { houseNumberEnd } from './house-number';
import { type Leftover, leftovers } from './leftovers';
import { findPickupPlace } from './pickup-places';
import { isAroundWord, isCountry, isNegated } from './prose-words';
import { type Place, readPlace } from './read-place';
import { townLength } from './read-town';
import { isForeignKind } from './street-kinds';
import { joinTokens, type Token, tokenize } from './tokens';
import type { TownDirectory } from './towns/town-directory';
import { townKey } from './towns/town-key';

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
/** Each costs look-ups of its words. */
const MAX_TOWN_STREETS = 3;

/** Returns the main street: null if there is none, or if two have a number. */
function mainStreet(streets: Street[]): Street | null {
  const real = streets.filter(({ kind }) => kind === 'street');
  const numbered = real.filter(({ hasNumber }) => hasNumber);
  if (numbered.length > 1) return null;
  return numbered[0] ?? real[0] ?? streets.find(({ hasNumber }) => hasNumber) ?? streets[0] ?? null;
}

/** Returns whether a phrase is the code of a province. "No" is rarely Novara. */
const isCode = ([first, second]: readonly Token[], directory: TownDirectory): boolean =>
  second === undefined &&
  !/^[Nn]o$/.test(first?.text ?? '') &&
  directory.isProvinceCode(first?.text.replace(/\.$/, '').toUpperCase() ?? '');

/** Returns the streets without those after the first that are a town: Piazza Brembana, Borgo San Lorenzo. */
function withoutTowns(streets: Street[], tokens: readonly Token[], directory: TownDirectory): Street[] {
  return streets.filter(({ start, end, hasNumber }, at) => {
    if (at === 0 || at > MAX_TOWN_STREETS || hasNumber) return true;
    const length = townLength(tokens.slice(start), directory);
    return (
      length < end - start &&
      !(length > 0 && length === end - start - 1 && isCode(tokens.slice(end - 1, end), directory))
    );
  });
}

/** Reads a street without its kind, such as `Cannaregio 1234`, from the start of a line. */
function bareStreet(tokens: readonly Token[], zip: number, isUsed: (at: number) => boolean): Street | null {
  const first = tokens.findIndex(({ key }) => !isAroundWord(key));
  for (let start = first; start >= 0 && start < zip; start += 1) {
    if (start > first && !tokens[start]?.isFirst) continue;
    let at = start;
    while (
      at < zip &&
      !isUsed(at) &&
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
  if (street.kind === 'pickup' && prose.length > 0) return false;
  if (zip !== null)
    return (
      (isKnownZip || place.isKnownTown || place.province !== null) &&
      prose.length <= MAX_PROSE_WORDS &&
      words.length <= MAX_NAME_WORDS
    );
  if (street.kind === 'pickup') return false;
  const isComplete = street.hasNumber || street.kind === 'hamlet';
  if (place.city !== null) return isComplete && prose.length === 0 && words.length <= MAX_PROSE_WORDS;
  return street.hasNumber && street.kind === 'street' && words.length === 0;
}

/** Returns whether a phrase repeats the postal code, the town or the province. */
const isSame = (phrase: readonly Token[], zip: string | null, { city, province }: Place): boolean => {
  const text = joinTokens(phrase);
  return text === zip || [city, province].some((each) => each !== null && townKey(each) === townKey(text));
};

/** Returns what address2 is made of, in the order of the text. */
const inOrder = (parts: Leftover[]): string | null =>
  parts
    .toSorted((a, b) => a.start - b.start)
    .map(({ tokens }) => joinTokens(tokens))
    .join(', ') || null;

/**
 * Parses the text of a customer as an Italian address. Returns null unless the text is little else than an address: a street with
 * a postal code, a street with its number and a known town, or only a street with its number. What is neither part of the address
 * nor a greeting, a name or a phone goes to `address2`, so that the customer sees it when the address is shown back. Linear in the
 * text's length.
 */
export function parseAddress(text: string, directory: TownDirectory): ParsedAddress | null {
  if (text.length > MAX_LENGTH) return null;
  const tokens = tokenize(formToText(text));
  if (tokens.length > MAX_TOKENS) return null;
  const streets = withoutTowns(findStreets(tokens), tokens, directory);
  const used = new Set<number>();
  const use = (start: number, end: number): void => {
    for (let at = start; at < end; at += 1) used.add(at);
  };
  const isUsed = (at: number): boolean => used.has(at);
  for (const { start, end } of streets) use(start, end);

  const isZip = (at: number): boolean => /^\d{4,6}$/.test(tokens[at]?.key ?? '') || isUsed(at);
  const pickup = findPickupPlace(tokens, isZip);
  if (pickup) use(pickup.start, pickup.end);
  const details: Leftover[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    if (isUsed(at) || !isDetail(tokens, at)) continue;
    const end = detailEnd(tokens, at, isZip);
    details.push({ start: at, tokens: tokens.slice(at, end) });
    use(at, end);
  }

  const zip = findZip(tokens, isUsed, directory);
  const pickedUp: Street | null = pickup && {
    ...pickup,
    tokens: tokens.slice(pickup.start, pickup.end),
    kind: 'pickup',
    hasNumber: false,
  };
  const street = streets.length > 0 ? mainStreet(streets) : (pickedUp ?? bareStreet(tokens, zip ?? -1, isUsed));
  if (zip === null || street === null) return null;
  use(street.start, street.end);
  if (zip !== -1) use(tokens[zip - 1]?.key === 'cap' ? zip - 1 : zip, zip + 1);
  const place = readPlace({ tokens, isUsed, directory }, zip, street);
  for (const at of place.used) used.add(at);
  for (const at of contactPositions(tokens, isUsed)) used.add(at);

  const zipText = zip === -1 ? null : (tokens[zip]?.text ?? null);
  const rest = tokens.filter((_, at) => !isUsed(at));
  const hasKind = streets.length > 0;
  if (!hasKind && !(place.isKnownTown && directory.findZip(zipText?.slice(-5) ?? ''))) return null;
  if (pickup && isNegated(tokens.slice(pickup.start, pickup.end))) return null;
  if (!isAddress(street, zipText, place, rest, directory)) return null;
  const isTown = (name: readonly Token[]): boolean => townLength(name, directory) === name.length;
  const left = leftovers(tokens, isUsed, isTown).filter(({ tokens: own }) => !isSame(own, zipText, place));
  const code = place.province === null ? left.find(({ tokens: own }) => isCode(own, directory)) : undefined;
  const others = [...streets, ...(pickedUp ? [pickedUp] : [])].filter((each) => each !== street);
  return {
    address1: joinTokens(street.tokens),
    address2: inOrder([...details, ...others, ...left.filter((each) => each !== code)]),
    zip: zipText,
    city: place.city,
    province: place.province ?? code?.tokens[0]?.text ?? null,
  };
}
