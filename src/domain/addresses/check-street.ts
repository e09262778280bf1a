import type { AddressIssue } from './address-issues';
import { findStreets } from './find-streets';
import { houseNumberEnd } from './house-number';
import { isHamletKind } from './street-kinds';
import { tokenize } from './tokens';

/** A parcel to one of these needs a carrier that goes there. */
const PICKUP_PLACE =
  /(?:^|[^\p{L}])(?:casella postale|cas\. ?post|c\.? ?p\. ?\d|p\.? ?o\.? ?box|fermo ?posta|fermo ?point|fermo ?deposito|(?:amazon|inpost|poste) locker|locker|punto ?poste|packstation)/iu;

/** Returns whether a house number, or what stands for it, follows the street's name. */
function hasNumber(address1: string): boolean {
  const tokens = tokenize(address1);
  const streets = findStreets(tokens);
  if (streets.length > 0) return streets.some((street) => street.hasNumber);
  return tokens.some((_, at) => at > 0 && houseNumberEnd(tokens, at) !== null);
}

/** Checks that a courier can find the door: a street with a number, unless the place has no numbers. */
export function checkStreet(address1: string, address2: string): AddressIssue[] {
  const both = `${address1}, ${address2}`;
  if (PICKUP_PLACE.test(both)) return ['po_box'];
  if (address1.trim() === '') return ['street_missing'];
  const second = tokenize(address2);
  const isHamlet = tokenize(both).some(({ key }) => isHamletKind(key));
  const isNumbered =
    hasNumber(address1) || houseNumberEnd(second, 0) !== null || /(?:^|\W)km\s?\d|senza numero/i.test(both);
  return isHamlet || isNumbered ? [] : ['number_missing'];
}
