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

/** Longer than any name. Every part of a name costs a search. */
const MAX_NAME = 100;
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
  if (!PARTS.test(folded)) return [keyOfFolded(folded)].filter((key) => key !== '');
  const whole = [folded, ...folded.split('/')].map((name) => keyOfFolded(name.split(HYPHENS).join(' ')));
  // Gressoney-La-Trinité has no part of its own in "La".
  const parts = folded.split(PARTS).filter((part) => !part.split(' ').every((word) => JOINING.has(word)));
  return [...new Set([...whole, ...parts.map(keyOfFolded)])].filter((key) => key !== '');
}

/**
 * Returns the key by which names of towns and provinces are compared: lower case without accents, apostrophes, hyphens and joining
 * words; "S.", "San" and "Sant'" are the same, and so are j and i.
 */
export const townKey = (name: string): string =>
  keyOfFolded(foldText(name.slice(0, MAX_NAME)).split(HYPHENS).join(' '));

/** Returns the keys of a name as people write it, the whole name first. */
export const townKeys = (name: string): string[] => keysOfFolded(foldText(name.slice(0, MAX_NAME)));
