const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Kinds of street, as keys of tokens: `pzza` is "P.zza". */
const STREETS = words(
  'via v viale vle vialetto viottolo piazza pza pzza piazzale ple pzle piazzetta corso cso largo lgo larghetto vicolo vlo vico strada ' +
    'str stradone stradale salita discesa scalinata rampa rampe lungomare lungotevere lungarno lungopo lungolago circonvallazione ' +
    'bastioni passeggiata calle fondamenta campiello ruga salizada traversa statale provinciale ss sp sr',
);
/** What can stand in the place of a street or beside one. */
const ESTATES = words('borgo rione quartiere villaggio parco residenza lottizzazione galleria campo vocabolo');
/** Places without streets, where houses often have no number. */
const HAMLETS = words('localita loc frazione fraz contrada cda c/da cascina cna masseria podere borgata');
const ROADS = words('statale provinciale regionale comunale vicinale privata');
const ZONES = words('industriale artigianale produttiva commerciale pip asi');
const NUMBERED_ROADS = words('ss sp sr statale provinciale');
const GERMAN_STREET = /.{3}(?:strasse|straße|weg|gasse|platz|allee)$/;
const NUMBERED_ROAD = /^(?:ss|sp|sr)\d{1,4}[a-z]?$/;

export type StreetKind = 'street' | 'estate' | 'hamlet' | 'pickup';

export const isGermanStreet = (key: string): boolean => GERMAN_STREET.test(key);
/** A kind that is also Spanish or German: only a known town makes it Italian. */
export const isForeignKind = (key: string): boolean => key === 'calle' || key === 'campo' || isGermanStreet(key);
export const isHamletKind = (key: string): boolean => HAMLETS.has(key);

/** Returns how many words name an estate of factories, which often has no streets: 2 for `Zona Industriale`, 1 for `Z.I.`. */
export function zoneLength([first = '', second = '']: string[]): number {
  if (first === 'zi') return 1;
  return (first === 'zona' || first === 'area') && ZONES.has(second) ? 2 : 0;
}

/** Returns what kind of street a word, with the one after it, begins; null for any other word. */
export function streetKind(key: string, next = ''): StreetKind | null {
  if (zoneLength([key, next]) > 0) return 'estate';
  if (STREETS.has(key) || NUMBERED_ROAD.test(key) || isGermanStreet(key)) return 'street';
  if (ESTATES.has(key)) return 'estate';
  return isHamletKind(key) ? 'hamlet' : null;
}

/** Returns how many words the kind of street has: 3 for `Strada Statale 16`, 2 for `SS 16`, 1 for `via`. */
export function kindLength([first = '', second = '', third = '']: string[]): number {
  const zone = zoneLength([first, second]);
  if (zone > 0) return zone;
  const isRoadNumber = (key: string): boolean => /^\d{1,4}[a-z]?$/.test(key);
  if (NUMBERED_ROADS.has(first)) return isRoadNumber(second) ? 2 : 1;
  if (first !== 'strada' || !ROADS.has(second)) return 1;
  return isRoadNumber(third) ? 3 : 2;
}

/** Returns whether the kind of street is complete without a name, as a numbered road is. */
export const isNumberedRoad = (kind: readonly string[]): boolean => /\d/.test(kind.at(-1) ?? '');
