import { isJsonObject, type JsonValue } from '../../../shared/json/json';

/** A string with its JSON Pointer. */
export type LocatedText = { at: string; text: string };

const memberPointer = (at: string, name: string): string =>
  /[~/]/.test(name) ? `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}` : `${at}/${name}`;

/** Returns every string in a value, except in the members and items that `skips` names. An item has the name ''. */
export function stringsIn(
  value: JsonValue | undefined,
  at: string,
  skips: (name: string, value: JsonValue) => boolean = () => false,
): LocatedText[] {
  if (typeof value === 'string') return [{ at, text: value }];
  if (Array.isArray(value)) {
    return value.flatMap((each, i) => (skips('', each) ? [] : stringsIn(each, `${at}/${i}`, skips)));
  }
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, each]) =>
    skips(name, each) ? [] : stringsIn(each, memberPointer(at, name), skips),
  );
}
