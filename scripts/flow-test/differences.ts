import { isJsonObject, type JsonValue } from '../../src/shared/json/json';

const shown = (value: JsonValue | undefined): string => (value === undefined ? 'nothing' : JSON.stringify(value));

/**
 * Returns the differences from an expected outcome as lines with JSON Pointers. An object may have more members than
 * expected; a list must have as many items, each as expected.
 */
export function differences(expected: JsonValue, got: JsonValue | undefined, at = ''): string[] {
  if (Array.isArray(expected) && Array.isArray(got)) {
    const length = Math.max(expected.length, got.length);
    return Array.from({ length }, (_, i) => i).flatMap((i) => {
      const item = expected[i];
      return item === undefined
        ? [`${at}/${i}: + ${shown(got[i])}`]
        : i < got.length
          ? differences(item, got[i], `${at}/${i}`)
          : [`${at}/${i}: - ${shown(item)}`];
    });
  }
  if (isJsonObject(expected) && isJsonObject(got)) {
    return Object.entries(expected).flatMap(([name, value]) => differences(value, got[name], `${at}/${name}`));
  }
  return JSON.stringify(expected) === JSON.stringify(got)
    ? []
    : [`${at}: - ${shown(expected)}`, `${at}: + ${shown(got)}`];
}
