/** Unicode's format characters, which copied text often contains: soft hyphens, joiners, direction and byte order marks. */
const INVISIBLE_CHARACTERS = /\p{Cf}/gu;
const QUOTED = /^(?:"(.*)"|'(.*)'|`(.*)`|“(.*)”|‘(.*)’|«(.*)»)$/s;

/** Removes invisible characters, and spaces and line breaks at both ends. */
export const trimPasted = (pasted: string): string => pasted.replace(INVISIBLE_CHARACTERS, '').trim();

/**
 * Removes from a token, secret or id what pasting adds: invisible characters, spaces and line breaks at both ends, and a
 * pair of quotes around the whole. Spaces and line breaks inside stay, because they may separate two values.
 */
export function cleanPasted(pasted: string): string {
  const trimmed = trimPasted(pasted);
  const groups: (string | undefined)[] = QUOTED.exec(trimmed)?.slice(1) ?? [];
  const inner = groups.find((group) => group !== undefined);
  return inner === undefined ? trimmed : inner.trim();
}
