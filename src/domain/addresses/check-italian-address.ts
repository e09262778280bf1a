import { toE164 } from '../../shared/phone/phone';
import { type AddressCheck, type AddressIssue, addressCheck } from './address-issues';
import type { AddressParts } from './address-parts';
import { checkPlace } from './check-place';
import { checkStreet } from './check-street';
import { checkZip } from './check-zip';
import { loadTowns } from './towns/load-towns';
import type { TownDirectory } from './towns/town-directory';
import { townKey } from './towns/town-key';

export type CheckedAddress = {
  /** The postal code without a prefix and with its leading zero. */
  zip: string | null;
  /** As it is written, or the only one that is possible. */
  province_code: string | null;
  country_code: 'IT' | 'SM' | 'VA';
  check: AddressCheck;
};

const isSanMarino = (zip: string): boolean => zip >= '47890' && zip <= '47899';
const VATICAN = '00120';

/** Places outside the customs or VAT area of the Union, or with a carrier's surcharge. */
function checkTerritory(zip: string | null, city: string): AddressIssue[] {
  const isSpecial =
    zip !== null &&
    (isSanMarino(zip) ||
      [VATICAN, '23041', '22061'].includes(zip) ||
      /^(?:livigno|campione italia)$/.test(townKey(city)));
  return isSpecial ? ['special_territory'] : [];
}

function checkPhone(parts: AddressParts): AddressIssue[] {
  if (!('phone' in parts)) return [];
  if (!parts.phone?.trim()) return ['phone_missing'];
  return toE164(parts.phone, ['IT']) === null ? ['phone_invalid'] : [];
}

function countryOf(zip: string | null, city: string): CheckedAddress['country_code'] {
  if (zip !== null && isSanMarino(zip)) return 'SM';
  return zip === VATICAN && townKey(city).includes('vaticano') ? 'VA' : 'IT';
}

/** Checks an address against a directory of towns. */
export function checkAddressParts(parts: AddressParts, directory: TownDirectory): CheckedAddress {
  const read = (name: keyof AddressParts): string => (parts[name] ?? '').trim();
  const [address1, address2, city] = [read('address1'), read('address2'), read('city')];
  const { zip, issues } = checkZip(read('zip'), city, directory);
  const province = read('province_code') || read('province');
  const place = checkPlace({ zip, city, province }, directory);
  return {
    zip,
    province_code: place.province_code,
    country_code: countryOf(zip, city),
    check: addressCheck([
      ...issues,
      ...place.issues,
      ...checkStreet(address1, address2),
      ...checkTerritory(zip, city),
      ...checkPhone(parts),
    ]),
  };
}

/**
 * Checks an Italian address offline: postal code, town and province against the towns of the bundle, and that the street has a
 * number. `error`: the address cannot be right. `ask`: the customer should confirm or complete it. Issues that leave it `ok` are
 * warnings. It changes nothing but the form of the postal code, and fills in a province that is the only possible one.
 */
export const checkItalianAddress = async (parts: AddressParts): Promise<CheckedAddress> =>
  checkAddressParts(parts, await loadTowns());
