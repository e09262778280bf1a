/** Marks without width that copying from a page or a chat brings along: soft hyphens, joiners, direction marks, byte order marks. */
const INVISIBLE = /[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/g;
const QUOTED = /^(?:"(.*)"|'(.*)'|`(.*)`|“(.*)”|‘(.*)’|«(.*)»)$/s;

/**
 * A token, secret or id without what pasting adds around it: invisible marks, spaces and line breaks at its ends, a pair of
 * quotes around the whole. Spaces and line breaks inside stay: what they separate can't be told.
 */
export function unpaste(pasted: string): string {
  const trimmed = pasted.replace(INVISIBLE, '').trim();
  const quoted = QUOTED.exec(trimmed);
  return quoted ? (quoted.slice(1).find((inner) => inner !== undefined) ?? '').trim() : trimmed;
}
