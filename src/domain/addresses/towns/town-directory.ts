import { foldText, keysOfFolded, townKey, townKeys } from './town-key';
import { FORMER_PROVINCES, PROVINCE_NAMES } from './town-patches';

/** A municipality: its province, the keys of its names, its postal codes. */
type Town = { province: string; keys: string[]; zips: string[] };
/** The towns of a postal code. It is generic if it was a whole city's, before the city got one for each district: 20100. */
type ZipEntry = { towns: Town[]; isGeneric: boolean };

export type TownDirectory = {
  /** Returns the towns of a postal code; null for an unknown one. */
  findZip: (zip: string) => ZipEntry | null;
  /** Returns the codes of the provinces that have a town of one of these keys. */
  provincesOfTown: (keys: readonly string[]) => Set<string>;
  /** Returns what a province's code or name can mean, with the successors of a former province. Empty for any other text. */
  provincesNamed: (text: string) => Set<string>;
  isProvinceCode: (text: string) => boolean;
  /** Returns whether a text is a province's name or a part of it: `Monza`. The names of other towns are not. */
  isProvinceName: (text: string) => boolean;
};

function* positionsOf(text: string, part: string): Generator<number> {
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) yield at;
}

/** Returns the record around a position: `pieve emanuele 20072`. */
function recordAt(text: string, at: number): string {
  const end = text.indexOf(',', at);
  const around = text.slice(text.lastIndexOf(',', at) + 1, end === -1 ? text.length : end);
  // The first record of a line follows the province's name, the last one is followed by the next province.
  const offset = at - text.lastIndexOf(',', at) - 1;
  const next = around.indexOf('\n', offset);
  return around.slice(around.lastIndexOf(':', offset) + 1, next === -1 ? around.length : next);
}

function townAt(text: string, at: number): Town {
  const line = text.lastIndexOf('\n', at) + 1;
  const record = recordAt(text, at);
  const zips = record.search(/ \d{5}/);
  return {
    province: text.slice(line, line + 2).toUpperCase(),
    keys: zips === -1 ? [] : keysOfFolded(record.slice(0, zips)),
    zips: record.slice(zips + 1).split(' '),
  };
}

function indexProvinces(lines: string[]): Map<string, string[]> {
  const names = lines.map((line) => [line.slice(3, line.indexOf(':')), line.slice(0, 2).toUpperCase()] as const);
  const byKey = new Map<string, string[]>();
  for (const [name, code] of [...names, ...PROVINCE_NAMES]) {
    for (const key of townKeys(name)) byKey.set(key, [...(byKey.get(key) ?? []), code]);
  }
  return byKey;
}

/**
 * Returns a directory of lines in the format of italian-towns.ts. It searches the text: an index of all towns would take longer
 * to build than an isolate's few addresses to look up.
 */
export function townDirectory(lines: string): TownDirectory {
  const text = foldText(lines);
  const provinceLines = text.split('\n').filter((line) => line !== '');
  const provinces = indexProvinces(provinceLines);
  const codes = new Set([
    ...provinceLines.map((line) => line.slice(0, 2).toUpperCase()),
    ...Object.keys(FORMER_PROVINCES),
  ]);

  const townsWithZip = (zip: string): Town[] => [...positionsOf(text, ` ${zip}`)].map((at) => townAt(text, at));
  const provincesOfKey = (key: string): string[] => {
    const words = key.split(' ').filter((word) => word.length > 1);
    const longest = words.reduce((long, word) => (word.length > long.length ? word : long), '');
    const hasWords = (at: number): boolean => words.every((word) => recordAt(text, at).includes(word));
    const places = longest === '' ? [] : [...positionsOf(text, longest)].filter(hasWords);
    return places.map((at) => townAt(text, at)).flatMap(({ keys, province }) => (keys.includes(key) ? [province] : []));
  };

  return {
    findZip(zip) {
      const towns = townsWithZip(zip);
      if (towns.length > 0) return { towns, isGeneric: false };
      if (!zip.endsWith('00')) return null;
      const cities = townsWithZip(zip.slice(0, 3)).filter(({ zips }) => zips.length > 1);
      const [city] = cities.filter(({ zips }) => zips.some((each) => each.startsWith(zip.slice(0, 3))));
      return city ? { towns: [city], isGeneric: true } : null;
    },
    provincesOfTown: (keys) => new Set(keys.flatMap(provincesOfKey)),
    provincesNamed(name) {
      const [code, key] = [name.trim().toUpperCase(), townKey(name)];
      // A province is often called by its main town: Aosta, Massa.
      const named = codes.has(code) ? [code] : (provinces.get(key) ?? provincesOfKey(key));
      return new Set(named.flatMap((each) => [each, ...(FORMER_PROVINCES[each] ?? [])]));
    },
    isProvinceCode: (code) => codes.has(code),
    isProvinceName(name) {
      const words = townKey(name).split(' ');
      return [...provinces.keys()].some((key) => words.every((word) => key.split(' ').includes(word)));
    },
  };
}
