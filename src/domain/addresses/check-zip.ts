import type { AddressIssue } from './address-issues';
import type { TownDirectory } from './towns/town-directory';
import { townKeys } from './towns/town-key';

/** What people write before a postal code. */
const PREFIX = /^(?:cap\b\.?:?\s*)?(?:i|it|rsm|sm|v)?[\s.-]*(?=\d)/i;

/** Returns whether the postal code is of a province that has the town. */
function fitsTown(zip: string, city: string, directory: TownDirectory): boolean {
  const provinces = directory.provincesOfTown(townKeys(city));
  return directory.findZip(zip)?.towns.some(({ province }) => provinces.has(province)) === true;
}

/** Returns the postal code without its prefix. Spreadsheets drop the leading zero of a code: it is restored if the town fits. */
export function checkZip(
  written: string,
  city: string,
  directory: TownDirectory,
): { zip: string | null; issues: AddressIssue[] } {
  const zip = written.trim().replace(PREFIX, '').replace(/\s/g, '');
  if (zip === '') return { zip: null, issues: ['cap_missing'] };
  if (/^\d{4}$/.test(zip) && fitsTown(`0${zip}`, city, directory))
    return { zip: `0${zip}`, issues: ['cap_zero_restored'] };
  if (!/^\d{5}$/.test(zip)) return { zip, issues: ['cap_invalid'] };
  const entry = directory.findZip(zip);
  if (!entry) return { zip, issues: ['cap_unknown'] };
  return { zip, issues: entry.isGeneric ? ['generic_cap'] : [] };
}
