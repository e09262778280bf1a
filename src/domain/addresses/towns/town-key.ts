/** Words that people leave out or change: "Reggio Emilia" is Reggio nell'Emilia. */
const JOINING = new Set(
  (
    'a ad agli ai al all alla alle con d da dal de degli dei del dell della delle dello di e ed i il in l la le lo nel nell nella ' +
    'nelle su sul sull sulla'
  ).split(' '),
);
const SAINT = new Set('s ss san sant santa sante santi santo sankt st'.split(' '));

/** Returns a text in lower case, without accents, apostrophes and dots, and with i for j. Its other punctuation stays. */
export const foldText = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]+/g, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('j', 'i')
    .replace(/[’'`´.\s]+/g, (separator) => (separator.includes('\n') ? '\n' : ' '));

const HYPHENS = /[-–/,;()]/;
const PARTS = /[-–/,;()]| sulla | an der /;

/** Returns the key of a folded name. */
function keyOfFolded(folded: string): string {
  const words = folded.split(' ').filter((word) => word !== '');
  const main = words.filter((word) => !JOINING.has(word));
  return (main.length > 0 ? main : words).map((word) => (SAINT.has(word) ? 's' : word)).join(' ');
}

/** Returns the keys of a folded name and of each of its parts: it can be in two languages, or of a hamlet and its town. */
export function keysOfFolded(folded: string): string[] {
  const whole = keyOfFolded(folded.split(HYPHENS).join(' '));
  if (whole === '') return [];
  if (!PARTS.test(folded)) return [whole];
  const parts = folded.split(PARTS).map(keyOfFolded);
  return [...new Set([whole, ...parts])].filter((key) => key !== '');
}

/**
 * Returns the key by which names of towns and provinces are compared: lower case without accents, apostrophes, hyphens and joining
 * words; "S.", "San" and "Sant'" are the same, and so are j and i.
 */
export const townKey = (name: string): string => keyOfFolded(foldText(name).split(HYPHENS).join(' '));

/** Returns the keys of a name as people write it, the whole name first. */
export const townKeys = (name: string): string[] => keysOfFolded(foldText(name));
