import type { AddressIssue } from './address-issues';
import { findStreets } from './find-streets';
import { houseNumberEnd } from './house-number';
import { hasPickupPlace } from './pickup-places';
import { isHamletKind, zoneLength } from './street-kinds';
import { type Token, tokenize } from './tokens';

/** Returns whether a house number, or what stands for it, follows the street's name. */
function hasNumber(address1: string): boolean {
  const tokens = tokenize(address1);
  const streets = findStreets(tokens);
  if (streets.length > 0) return streets.some((street) => street.hasNumber);
  return tokens.some((_, at) => at > 0 && houseNumberEnd(tokens, at) !== null);
}

const hasDistance = (...lines: string[]): boolean => lines.some((line) => /(?:^|\W)km\s?\d|senza numero/i.test(line));

/** Returns whether a lot of an industrial estate is named, which stands for a house number. */
const hasLot = (tokens: readonly Token[]): boolean =>
  tokens.some((_, at) => zoneLength(tokens.slice(at, at + 2).map(({ key }) => key)) > 0) &&
  tokens.some(({ key }, at) => /^(?:lotto|capannone)$/.test(key) && tokens[at + 1] !== undefined);

/** Checks that a courier can find the door: a street with a number, unless the place has no numbers. */
export function checkStreet(address1: string, address2: string): AddressIssue[] {
  const both = tokenize(`${address1}, ${address2}`);
  // Not every carrier goes there.
  if (hasPickupPlace(both)) return ['po_box'];
  if (address1.trim() === '') return ['street_missing'];
  const second = tokenize(address2);
  const isHamlet = both.some(({ key }) => isHamletKind(key));
  const isNumbered =
    hasNumber(address1) || houseNumberEnd(second, 0) !== null || hasDistance(address1, address2) || hasLot(both);
  return isHamlet || isNumbered ? [] : ['number_missing'];
}
