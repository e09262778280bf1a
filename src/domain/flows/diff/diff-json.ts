import { canonicalJson, isJsonObject, type JsonValue } from '../../../shared/json/json';

/** A member that differs. `before` is left out for an added member, `after` for a removed one. */
export type Change = { path: string; before?: JsonValue; after?: JsonValue };

const escapePointerToken = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

const namesOf = (a: object, b: object): string[] => [...new Set([...Object.keys(a), ...Object.keys(b)])];

/** Returns the innermost members in which two JSON values differ, with JSON Pointers below `at`. */
export function diffJson(before: JsonValue | undefined, after: JsonValue | undefined, at: string): Change[] {
  if (before === undefined) return after === undefined ? [] : [{ path: at, after }];
  if (after === undefined) return [{ path: at, before }];
  const bothLists = Array.isArray(before) && Array.isArray(after);
  if (bothLists || (isJsonObject(before) && isJsonObject(after))) {
    const [a, b] = [before as Record<string, JsonValue>, after as Record<string, JsonValue>];
    return namesOf(a, b).flatMap((name) => diffJson(a[name], b[name], `${at}/${escapePointerToken(name)}`));
  }
  return canonicalJson(before) === canonicalJson(after) ? [] : [{ path: at, before, after }];
}
