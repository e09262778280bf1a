import { isJsonObject, type JsonValue } from '../json/json';
import { decimalKey } from '../numbers/decimal-key';

type Value = JsonValue | undefined;
type Scalar = string | number | boolean;

const isEmptyValue = (value: Value): boolean => value === undefined || value === null || value === '';

/** Returns the same text for equal scalars: `59.9` and "59.90", `true` and "true", composed and decomposed letters. */
function scalarKey(value: Scalar): string {
  const text = String(value).normalize('NFC');
  return decimalKey(text) ?? (/^(true|false)$/i.test(text) ? text.toLowerCase() : text);
}

const tagKey = (tag: string): string => tag.normalize('NFC').trim().toLowerCase();

/** Reads tags from a list, or from one text with commas; null for an object. */
function tagKeys(value: Value): string[] | null {
  if (isEmptyValue(value)) return [];
  if (isJsonObject(value)) return null;
  const list = typeof value === 'string' ? value.split(',') : [value].flat();
  return list
    .map((tag) => tagKey(typeof tag === 'object' ? JSON.stringify(tag) : String(tag)))
    .filter((key) => key !== '');
}

/** Returns whether the tags read back from a shop include the pushed ones, in any order. */
export function matchesPushedTags(pushed: Value, shown: Value): boolean {
  const { add, remove } = isJsonObject(pushed) ? pushed : { add: pushed, remove: null };
  const [added, removed, found] = [tagKeys(add), tagKeys(remove), tagKeys(shown)];
  if (!added || !removed || !found) return false;
  return added.every((key) => found.includes(key)) && !removed.some((key) => found.includes(key));
}

/**
 * Returns whether the value read back from a shop equals the pushed one. Scalars are compared by value; null, the empty text and
 * a missing value are equal; the order of lists matters; an object that was read may have more members.
 */
export function matchesPushedValue(pushed: Value, shown: Value): boolean {
  if (isEmptyValue(pushed)) return isEmptyValue(shown);
  if (Array.isArray(pushed)) {
    if (!Array.isArray(shown) || shown.length !== pushed.length) return false;
    return pushed.every((item, i) => matchesPushedValue(item, shown[i]));
  }
  if (isJsonObject(pushed)) {
    if (!isJsonObject(shown)) return false;
    return Object.entries(pushed).every(([name, value]) =>
      matchesPushedValue(value, Object.hasOwn(shown, name) ? shown[name] : null),
    );
  }
  if (isEmptyValue(shown) || typeof shown === 'object') return false;
  return scalarKey(pushed as Scalar) === scalarKey(shown as Scalar);
}
