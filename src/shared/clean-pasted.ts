/** Unicode's format characters, which copying from a page or a chat brings along: soft hyphens, joiners, direction and byte order marks. */
const INVISIBLE_CHARACTERS = /\p{Cf}/gu;
const QUOTED = /^(?:"(.*)"|'(.*)'|`(.*)`|“(.*)”|‘(.*)’|«(.*)»)$/s;

/** Removes invisible marks, and spaces and line breaks at both ends. */
export const trimPasted = (pasted: string): string => pasted.replace(INVISIBLE_CHARACTERS, '').trim();

/**
 * Returns a token, secret or id without what pasting adds to it: invisible marks, spaces and line breaks at both ends, a
 * pair of quotes around the whole. Spaces and line breaks inside stay: what they separate can't be told.
 */
export function cleanPasted(pasted: string): string {
  const trimmed = trimPasted(pasted);
  const groups: (string | undefined)[] = QUOTED.exec(trimmed)?.slice(1) ?? [];
  const inner = groups.find((group) => group !== undefined);
  return inner === undefined ? trimmed : inner.trim();
}
