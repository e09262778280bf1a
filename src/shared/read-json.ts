import { isJsonObject, type JsonObject, type JsonValue } from './json';

/*
 * Readers of JSON that nobody has validated: a member that is missing or has another type reads as empty or null, so that
 * it does not spoil the others.
 */

export const textOrEmpty = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Returns a string that is not empty, else null. */
export const textOrNull = (value: unknown): string | null => textOrEmpty(value) || null;

export const objectOrEmpty = (value: unknown): JsonObject => (isJsonObject(value) ? value : {});

/** Returns the objects among the first `maxItems` elements of a list. */
export const objectsIn = (value: JsonValue | undefined, maxItems?: number): JsonObject[] =>
  Array.isArray(value) ? value.slice(0, maxItems).filter((item) => isJsonObject(item)) : [];
