/** Marks without width that copying from a page or a chat brings along: soft hyphens, joiners, direction marks, byte order marks. */
const INVISIBLE = /[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/g;
const QUOTED = /^(?:"(.*)"|'(.*)'|`(.*)`|“(.*)”|‘(.*)’|«(.*)»)$/s;

/** Removes invisible marks, and spaces and line breaks at both ends. */
export const trimPasted = (pasted: string): string => pasted.replace(INVISIBLE, '').trim();

/**
 * Returns a token, secret or id without what pasting adds to it: invisible marks, spaces and line breaks at both ends, a
 * pair of quotes around the whole. Spaces and line breaks inside stay: what they separate can't be told.
 */
export function unpaste(pasted: string): string {
  const trimmed = trimPasted(pasted);
  const quoted = QUOTED.exec(trimmed);
  const inner = quoted?.slice(1).find((group) => group !== undefined);
  return inner === undefined ? trimmed : inner.trim();
}
