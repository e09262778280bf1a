import type { AddressIssue } from './address-issues';
import type { TownDirectory } from './towns/town-directory';
import { townKeys } from './towns/town-key';

type Place = { zip: string | null; city: string; province: string };

const intersects = (a: Set<string>, b: Set<string>): boolean => [...a].some((each) => b.has(each));

/** Checks the town against the towns and provinces of the postal code. */
function checkTown(keys: string[], place: Place, provinces: Set<string>, directory: TownDirectory): AddressIssue[] {
  if (keys.length === 0) return ['town_missing'];
  const towns = place.zip === null ? [] : (directory.findZip(place.zip)?.towns ?? []);
  if (towns.some((town) => town.keys.some((key) => keys.includes(key)))) return [];
  const ofTown = directory.provincesOfTown(keys);
  if (ofTown.size === 0) return ['town_unknown'];
  if (provinces.size === 0) return [];
  return [intersects(ofTown, provinces) ? 'town_not_in_cap' : 'town_in_other_province'];
}

/**
 * Checks that postal code, town and province belong together, and returns the province's code: as it is written, or the only one
 * that is possible. A town that is not among those of its postal code can be a hamlet: it is a warning while the province fits.
 */
export function checkPlace(
  place: Place,
  directory: TownDirectory,
): { province_code: string | null; issues: AddressIssue[] } {
  const keys = townKeys(place.city);
  const towns = place.zip === null ? [] : (directory.findZip(place.zip)?.towns ?? []);
  const ofZip = new Set(towns.map(({ province }) => province));
  const town = checkTown(keys, place, ofZip, directory);
  const named = towns.filter((each) => each.keys.some((key) => keys.includes(key)));
  const possible = named.length > 0 ? new Set(named.map(({ province }) => province)) : ofZip;
  const expected = possible.size > 0 ? possible : directory.provincesOfTown(keys);

  if (place.province === '') {
    const [only = null] = expected.size === 1 ? expected : [];
    const isOpen = only === null && expected.size > 1;
    return { province_code: only, issues: isOpen ? [...town, 'province_missing'] : town };
  }
  const codes = directory.provincesNamed(place.province);
  const written = place.province.trim().toUpperCase();
  const fitting = [...codes].filter((code) => expected.has(code));
  const province_code = directory.isProvinceCode(written) ? written : (fitting[0] ?? [...codes][0] ?? null);
  const fits = expected.size === 0 ? codes.size > 0 : fitting.length > 0;
  return { province_code, issues: fits ? town : [...town, 'province_mismatch'] };
}
